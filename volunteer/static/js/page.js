// Small comforts. Every page works without this file.
"use strict";

// A second tap on the same button sends nothing more while the first is on its way.
document.addEventListener("submit", function (event) {
  var form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(function () { delete form.dataset.sent; }, 8000);
});

// The elder view is switched in place, so that nothing that was typed is lost.
document.addEventListener("submit", function (event) {
  var form = event.target;
  if (form.getAttribute("action") !== "/view" || !window.fetch) { return; }
  event.preventDefault();
  fetch("/view", { method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual" }).then(function () {
    var root = document.documentElement, elder = root.dataset.view === "elder";
    if (elder) { delete root.dataset.view; } else { root.dataset.view = "elder"; }
    document.querySelectorAll('form[action="/view"] button').forEach(function (button) {
      button.textContent = elder ? "长辈版" : "标准版";
    });
    delete form.dataset.sent;
  }).catch(function () { form.submit(); });
});

// Old iPhones bring a page back from their cache: show what is true now.
window.addEventListener("pageshow", function (event) {
  if (event.persisted) { location.reload(); }
});

document.addEventListener("click", function (event) {
  var button = event.target.closest("[data-print]");
  if (button) { window.print(); }
});

// After a refused form: the list of what is wrong comes first.
document.addEventListener("DOMContentLoaded", function () {
  var problem = document.querySelector(".problem");
  if (problem) { problem.focus(); }
  document.querySelectorAll("[data-script-only]").forEach(function (one) { one.hidden = false; });
});

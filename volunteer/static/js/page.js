// Small comforts. Every page works without this file.
"use strict";

// A second tap on the same button sends nothing more while the first is on its way.
document.addEventListener("submit", function (event) {
  var form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(function () { delete form.dataset.sent; }, 8000);
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

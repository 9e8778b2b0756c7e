// The screen with the code: fetches a small batch of codes, shows the one of this moment, and never an old one.
"use strict";

(function () {
  var address = document.body.dataset.codes;
  var codes = [];
  var ahead = 0;  // how far the server's clock is ahead of this machine's, in seconds
  var byId = function (id) { return document.getElementById(id); };

  function fetchCodes() {
    fetch(address, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      if (!answer.ok) { throw new Error(answer.status); }
      return answer.json();
    }).then(function (batch) {
      ahead = batch.now - Date.now() / 1000;
      codes = batch.codes;
      byId("came").textContent = batch.count.came;
      byId("left").textContent = batch.count.left;
      byId("signed-up").textContent = batch.count.signed_up;
      show();
    }).catch(function () { show(); });  // what is still in the batch is shown; after that the screen says so
  }

  function show() {
    var now = Date.now() / 1000 + ahead;
    var current = codes.filter(function (code) { return code.from <= now && now < code.until; })[0];
    var lost = codes.length > 0 && !current;
    byId("lost").hidden = !lost;
    byId("code").hidden = lost;
    if (lost) { byId("digits").textContent = "— —"; }
    if (current && byId("image").getAttribute("src") !== current.image) {
      byId("image").src = current.image;
      byId("digits").textContent = current.digits;
    }
  }

  fetchCodes();
  setInterval(fetchCodes, 5000);
  setInterval(show, 500);
})();

// The screen with the code: fetches a small batch of codes, shows the one of this moment, and never an old one.
"use strict";

(function () {
  var STALE = 12;  // seconds without an answer until the screen says that the network is gone
  var address = document.body.dataset.codes;
  var byId = function (id) { return document.getElementById(id); };
  var seconds = function () { return Date.now() / 1000; };
  var made = byId("code").dataset;
  // The code the page came with is the first of the batch, so that it too is taken away in time.
  var codes = [{ from: 0, until: Number(made.until), digits: byId("digits").textContent, image: byId("image").src }];
  var ahead = Number(made.now) - seconds();  // how far the server's clock is ahead of this machine's
  var heard = seconds();  // when the server answered last
  var isOver = false;  // signed out, or no longer the leader: only signing in again helps

  function fetchCodes() {
    fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "manual" }).then(function (answer) {
      isOver = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 404;
      if (!answer.ok) { throw new Error(answer.status); }
      return answer.json();
    }).then(function (batch) {
      ahead = batch.now - seconds();
      heard = seconds();
      codes = batch.codes;
      byId("came").textContent = batch.count.came;
      byId("left").textContent = batch.count.left;
      byId("signed-up").textContent = batch.count.signed_up;
      show();
    }).catch(show);  // what is still in the batch is good, with or without the network; after that the screen is empty
  }

  function show() {
    var now = seconds() + ahead;
    var current = codes.filter(function (code) { return code.from <= now && now < code.until; })[0];
    var isAway = seconds() - heard > STALE || navigator.onLine === false;
    byId("over").hidden = !isOver;
    byId("away").hidden = isOver || !isAway || !current;
    byId("lost").hidden = isOver || Boolean(current);
    byId("code").hidden = isOver || !current;
    byId("digits").textContent = current && !isOver ? current.digits : "— —";
    if (current && byId("image").getAttribute("src") !== current.image) { byId("image").src = current.image; }
  }

  fetchCodes();
  setInterval(fetchCodes, 5000);
  setInterval(show, 500);
})();

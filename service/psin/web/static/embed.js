/* <script src="https://…/embed.js" data-network="one-team-gov"></script> shows the card of a network where it stands.
   data-organisation and data-convening do the same for those; data-language="fr" and data-height are optional. */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script) return;
  var kinds = ["network", "organisation", "convening"];
  for (var i = 0; i < kinds.length; i++) {
    var slug = script.getAttribute("data-" + kinds[i]);
    if (!slug) continue;
    var language = script.getAttribute("data-language") === "fr" ? "/fr" : "";
    var frame = document.createElement("iframe");
    frame.src = new URL(language + "/embed/" + kinds[i] + "/" + encodeURIComponent(slug), script.src).href;
    frame.title = "psin: " + slug;
    frame.loading = "lazy";
    frame.width = "100%";
    frame.height = String(parseInt(script.getAttribute("data-height"), 10) || 320);
    frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
    frame.style.border = "0";
    script.parentNode.insertBefore(frame, script.nextSibling);
  }
})();

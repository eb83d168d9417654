/** The panel's page: its frame only; what is in it comes by messages. */

import { randomBytes } from "node:crypto";
import { Uri, type Webview } from "vscode";

/** Nothing from elsewhere, no script but ours, no style but ours: the drawing's is adopted by it. */
export function page(webview: Webview, dist: Uri): string {
  const nonce = randomBytes(18).toString("base64");
  const script = webview.asWebviewUri(Uri.joinPath(dist, "view.js")).toString();
  const style = webview.asWebviewUri(Uri.joinPath(dist, "view.css")).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    // The drawing on its way to a PNG.
    "img-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>Frames and Objects</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<header role="toolbar" aria-label="Frames and objects">
  <span class="group">
    ${button("previous", "Previous step (p)", "M10 3 5 8l5 5")}
    ${button("next", "Next step (n)", "M6 3l5 5-5 5")}
  </span>
  <label class="group" id="calls" hidden>Call <select id="call"></select></label>
  <label class="group" id="times" hidden>Time <input id="round" type="number" min="1"> <span id="rounds"></span></label>
  <span class="group end">
    ${button("smaller", "Smaller (-)", "M3 8h10")}
    <button type="button" id="fit" title="Fit to the panel (0)">100 %</button>
    ${button("larger", "Larger (+)", "M3 8h10M8 3v10")}
  </span>
  <span class="group">
    <button type="button" id="svg" title="Export as SVG">SVG</button>
    <button type="button" id="png" title="Export as PNG">PNG</button>
  </span>
</header>
<p id="moment" role="status" aria-live="polite"></p>
<p id="note" role="status" aria-live="polite" hidden></p>
<main id="drawing" tabindex="-1"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

function button(id: string, title: string, path: string): string {
  return (
    `<button type="button" id="${id}" title="${title}" aria-label="${title}">` +
    `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${path}"/></svg></button>`
  );
}

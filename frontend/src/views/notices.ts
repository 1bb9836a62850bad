/** Says which parts of the address were left out, and why. */
import { html, nothing, render } from "lit-html";
import type { Mount } from "../deps";
import type { Dropped } from "../state/url";
import { icon } from "../ui/icons";

export const mount: Mount = (root, { url }) => {
  function draw(dropped: Dropped[]): void {
    render(
      dropped.length === 0
        ? nothing
        : html`<div class="banner" role="status">
            ${icon("alert")}
            <div>
              <p><strong>Some of the link was left out.</strong></p>
              <ul>
                ${dropped.map(({ name, given, why }) => html`<li><code>${name}=${given}</code> ${why}.</li>`)}
              </ul>
            </div>
            <button type="button" class="btn btn-ghost btn-square" aria-label="Close this note" @click=${() => url.dismiss()}>
              ${icon("close")}
            </button>
          </div>`,
      root,
    );
  }
  draw(url.dropped);
  return url.droppedChanged.on(draw);
};

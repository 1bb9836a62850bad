/** A banner while the server does not answer. It goes away by itself. */
import { html, nothing, render } from "lit-html";
import type { Mount } from "../deps";
import { icon } from "../ui/icons";

export const mount: Mount = (root, { connection, announcer }) => {
  function draw(up: boolean): void {
    render(
      up
        ? nothing
        : html`<div class="banner banner-alert" role="alert">
            ${icon("alert")}
            <p><strong>The server does not answer.</strong> It may have been stopped. This page tries again every two seconds. What you see stays on the page.</p>
            <button type="button" class="btn btn-sm btn-quiet" @click=${() => connection.check()}>Try now</button>
          </div>`,
      root,
    );
  }
  draw(connection.up);
  return connection.changed.on((up) => {
    draw(up);
    if (up) announcer.say("The server answers again.");
  });
};

/** The actions at the top right: new dataset, files, explorer, theme. */
import { html, render } from "lit-html";
import type { Mount } from "../deps";
import { icon } from "../ui/icons";

export const mount: Mount = (root, { panels, session, theme }) => {
  function draw(): void {
    const ready = session.ready !== null;
    const other = theme.theme === "dark" ? "light" : "dark";
    render(
      html`<button type="button" class="btn btn-ghost roomy" ?hidden=${!ready} aria-haspopup="dialog"
          @click=${() => panels.set("guides")}>${icon("book")}<span class="wide">Guides</span></button>
        <a class="btn btn-ghost roomy" href="/docs/">${icon("code")}<span class="wide">API explorer</span></a>
        <button type="button" class="btn btn-ghost btn-square" aria-label="Switch to the ${other} theme"
          title="Switch to the ${other} theme" @click=${() => theme.toggle()}>
          ${icon(other === "light" ? "sun" : "moon")}
        </button>
        <button type="button" class="btn btn-quiet" ?hidden=${!ready} aria-expanded=${panels.open === "generate"}
          aria-controls="generate" @click=${() => panels.toggle("generate")}>
          ${icon("plus")}<span class="wide">New dataset</span>
        </button>
        <button type="button" class="btn btn-primary" ?hidden=${!ready} aria-haspopup="dialog"
          @click=${() => panels.set("exports")}>
          ${icon("download")}<span class="wide">Export</span>
        </button>`,
      root,
    );
  }
  draw();
  const stop = [panels.changed.on(draw), theme.changed.on(draw), session.dataset.changed.on(draw)];
  return () => {
    for (const end of stop) end();
  };
};

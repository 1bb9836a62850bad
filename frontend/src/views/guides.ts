/** Guides in a drawer: step by step for each tool, with this dataset's own addresses and numbers. Loaded when first opened. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import type { GuideList } from "../api/types";
import type { Mount } from "../deps";
import { Resource } from "../state/resource";
import { Copier } from "../ui/clipboard";
import { icon } from "../ui/icons";
import { type Block, parseMarkdown } from "../ui/markdown";
import { markdown } from "../ui/markdown-view";
import { emptyState, errorState, skeleton } from "../ui/states";

/** The drawer has the title already. */
const withoutTitle = (blocks: Block[]): Block[] =>
  blocks[0]?.kind === "heading" && blocks[0].level === 1 ? blocks.slice(1) : blocks;

export const mount: Mount = (root, { api, session, panels, connection, announcer }) => {
  const list = new Resource<null, GuideList>((_, signal) => api.guides(signal));
  const guide = new Resource<{ tool: string; dataset: string }, Block[]>(async ({ tool, dataset }, signal) =>
    withoutTitle(parseMarkdown(await api.guide(tool, dataset, signal))),
  );
  const copier = new Copier(navigator.clipboard, (worked) => {
    announcer.say(worked ? "Copied." : "The browser does not allow copying; mark the text and copy it yourself.");
    draw();
  });
  const dialog = document.createElement("dialog");
  dialog.className = "drawer drawer-wide";
  dialog.setAttribute("aria-labelledby", "guides-title");
  root.append(dialog);

  function choose(tool: string): void {
    const dataset = session.ready?.id;
    if (!dataset) return;
    copier.copied = null;
    void guide.load({ tool, dataset });
    dialog.scrollTo({ top: 0 });
    dialog.querySelector<HTMLElement>("#guides-title")?.focus();
  }

  function all(): void {
    guide.clear();
    draw();
    dialog.querySelector<HTMLElement>("#guides-title")?.focus();
  }

  function tools(): TemplateResult {
    const state = list.get();
    if (state.status === "failed")
      return errorState(state.error, "The guides could not be loaded.", () => list.retry());
    if (!list.value) return skeleton(7);
    if (list.value.guides.length === 0) return emptyState("There are no guides", "This server has none.");
    return html`<ul class="tools">
      ${list.value.guides.map(
        ({ tool, title, summary }) => html`<li><button type="button" class="tool" @click=${() => choose(tool)}>
          <span class="tool-title">${title}</span><span class="muted">${summary}</span>
        </button></li>`,
      )}
    </ul>`;
  }

  function document_(): TemplateResult {
    const state = guide.get();
    if (state.status === "failed")
      return errorState(state.error, "The guide could not be loaded.", () => guide.retry());
    return guide.value ? markdown(guide.value, { copied: copier.copied, copy: copier.copy }) : skeleton(12);
  }

  function body(): TemplateResult {
    const tool = guide.key?.tool ?? null;
    const title = list.value?.guides.find((each) => each.tool === tool)?.title;
    return html`<div class="drawer-head">
        <h2 id="guides-title" tabindex="-1">${tool ? (title ?? "Guide") : "Guides"}</h2>
        <button type="button" class="btn btn-ghost btn-square" aria-label="Close" @click=${() => dialog.close()}>${icon("close")}</button>
      </div>
      ${
        tool
          ? html`<button type="button" class="btn btn-sm btn-quiet" @click=${all}>${icon("previous")}All guides</button>${document_()}`
          : html`<p class="muted">Step by step into your tool, with the addresses and row counts of ${session.ready?.name ?? "this dataset"}.</p>${tools()}`
      }`;
  }

  function draw(): void {
    render(dialog.open ? body() : nothing, dialog);
  }

  function follow(): void {
    if (panels.open === "guides" && session.ready) {
      if (list.get().status === "idle" || list.get().status === "failed") void list.load(null);
      if (!dialog.open) dialog.showModal();
      if (panels.detail) choose(panels.detail);
      else guide.clear();
      draw();
    } else if (dialog.open) {
      dialog.close();
    }
  }

  dialog.addEventListener("close", () => {
    draw();
    panels.closed("guides");
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  const stop = [
    panels.changed.on(follow),
    list.changed.on(draw),
    guide.changed.on(draw),
    session.dataset.changed.on(() => {
      if (!session.ready && dialog.open) dialog.close();
    }),
    connection.changed.on((up) => {
      if (!up) return;
      for (const resource of [list, guide]) if (resource.get().status === "failed") resource.retry();
    }),
  ];
  follow();
  return () => {
    for (const end of stop) end();
    dialog.remove();
  };
};

/** Panels whose code is fetched when they are first wanted, so that the first load stays small. */
import { nothing, render, type TemplateResult } from "lit-html";
import type { Deps, Mount } from "./deps";
import type { PanelName } from "./state/panels";
import { formatUrl, START } from "./state/url";

/** Calls `go` when the panel is wanted, perhaps more than once; gives the way to stop watching. */
export type Wanted = (root: HTMLElement, deps: Deps, go: () => void) => () => void;

/** Below the visible part of the page by so much, a panel is fetched already. */
const NEAR = "800px";

/** Wanted when a dataset is open and the reader comes near. */
export const whenNear: Wanted = (root, { session, connection }, go) => {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (session.ready && entries.at(-1)?.isIntersecting) go();
    },
    { rootMargin: NEAR },
  );
  watcher.observe(root);
  // With a dataset the page grows, and what could not be fetched can be once the server is back: look again.
  const again = () => {
    watcher.unobserve(root);
    // Seen where it was before the page grew.
    watcher.takeRecords();
    watcher.observe(root);
  };
  const stop = [session.dataset.changed.on(again), connection.changed.on(again)];
  return () => {
    watcher.disconnect();
    for (const end of stop) end();
  };
};

/** Wanted when the reader comes near, asks for rows, or follows a link that chooses some. */
export const whenRows: Wanted = (root, deps, go) => {
  const { session, url } = deps;
  const chosen = () => {
    if (formatUrl({ ...START, table: url.get().table })) go();
  };
  const stop = [whenNear(root, deps, go), session.rowsAsked.on(go), url.changed.on(chosen)];
  chosen();
  return () => {
    for (const end of stop) end();
  };
};

/** Wanted when it is opened. */
export const whenOpened =
  (name: PanelName): Wanted =>
  (_, { panels }, go) =>
    panels.changed.on((panel) => panel === name && go());

/**
 * A panel in place of its code. When that cannot be fetched it is tried again the next time.
 *
 * With a dataset open, `meanwhile` stands in its place, as high as the panel will be.
 */
export function later(
  load: () => Promise<{ mount: Mount }>,
  wanted: Wanted,
  meanwhile: TemplateResult | typeof nothing = nothing,
): Mount {
  return (root, deps) => {
    let busy = false;
    let dispose: (() => void) | null = null;
    const go = () => {
      if (busy || dispose) return;
      busy = true;
      load()
        .then(
          ({ mount }) => {
            stop();
            dispose = mount(root, deps);
          },
          () => {
            deps.announcer.say("A part of the page could not be loaded. Please try again.");
            deps.panels.set(null);
          },
        )
        .finally(() => {
          busy = false;
        });
    };
    const draw = () => render(deps.session.ready ? meanwhile : nothing, root);
    const waiting = [wanted(root, deps, go), deps.session.dataset.changed.on(draw), deps.url.changed.on(draw)];
    const stop = () => {
      for (const end of waiting) end();
    };
    draw();
    return () => {
      stop();
      dispose?.();
    };
  };
}

/** Panels whose code is fetched when they are first wanted, so that the first load stays small. */
import type { Deps, Mount } from "./deps";
import type { PanelName } from "./state/panels";

/** Calls `go` when the panel is wanted, perhaps more than once; gives the way to stop watching. */
export type Wanted = (root: HTMLElement, deps: Deps, go: () => void) => () => void;

/** Below the visible part of the page by so much, a panel is fetched already. */
const NEAR = "800px";

/** Wanted when a dataset is open and the reader comes near. */
export const whenNear: Wanted = (root, { session }, go) => {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (session.ready && entries.at(-1)?.isIntersecting) go();
    },
    { rootMargin: NEAR },
  );
  watcher.observe(root);
  // With a dataset the page grows: look again where this place is by then.
  const stop = session.dataset.changed.on(() => {
    watcher.unobserve(root);
    watcher.observe(root);
  });
  return () => {
    watcher.disconnect();
    stop();
  };
};

/** Wanted when it is opened. */
export const whenOpened =
  (name: PanelName): Wanted =>
  (_, { panels }, go) =>
    panels.changed.on((panel) => panel === name && go());

/** A panel in place of its code. When that cannot be fetched it is tried again the next time. */
export function later(load: () => Promise<{ mount: Mount }>, wanted: Wanted): Mount {
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
    const stop = wanted(root, deps, go);
    return () => {
      stop();
      dispose?.();
    };
  };
}

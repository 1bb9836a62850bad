/**
 * One small box that explains whatever has a `data-tip`: on focus, under the pointer, and by tap.
 *
 * Readers of the page by ear get the same words from `aria-description`, so the box itself is silent. It stays while the pointer is
 * over it, and goes with Escape (WCAG 1.4.13). A popover, so that it also shows above a dialog.
 */

/** How long the pointer may be on its way from the word to the box, in milliseconds. */
const LINGER_MS = 150;
/** Between the word and the box, and between the box and the edge of the window, in pixels. */
const GAP = 6;

export function mountTips(doc: Document): () => void {
  const box = doc.createElement("div");
  box.className = "tip tip-float";
  box.setAttribute("popover", "manual");
  box.setAttribute("aria-hidden", "true");
  doc.body.append(box);
  let shown: HTMLElement | null = null;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  const tipped = (target: EventTarget | null) =>
    target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null;

  function place(on: HTMLElement): void {
    const { left, top, bottom } = on.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const view = doc.documentElement;
    const below = bottom + GAP;
    const fits = below + height <= view.clientHeight - GAP;
    box.style.left = `${Math.max(GAP, Math.min(left, view.clientWidth - width - GAP))}px`;
    box.style.top = `${fits ? below : Math.max(GAP, top - height - GAP)}px`;
  }

  function show(on: HTMLElement): void {
    clearTimeout(leaving);
    if (on === shown) return;
    shown = on;
    box.textContent = on.dataset.tip ?? "";
    box.hidePopover?.();
    box.showPopover?.();
    place(on);
  }

  function hide(): void {
    clearTimeout(leaving);
    if (!shown) return;
    shown = null;
    box.hidePopover?.();
  }

  const over = (event: Event) => {
    const on = tipped(event.target);
    if (on) show(on);
    else if (event.target instanceof Node && box.contains(event.target)) clearTimeout(leaving);
  };
  const out = () => {
    clearTimeout(leaving);
    if (shown && shown !== doc.activeElement) leaving = setTimeout(hide, LINGER_MS);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !shown) return;
    // Only the box goes; the drawer around the word stays.
    event.preventDefault();
    event.stopPropagation();
    hide();
  };
  const focused = (event: Event) => {
    const on = tipped(event.target);
    if (on) show(on);
    else hide();
  };

  /** The box goes with its word, and when that leaves the window, it goes too. */
  const moved = () => {
    if (!shown) return;
    const { top, bottom } = shown.getBoundingClientRect();
    if (bottom < 0 || top > doc.documentElement.clientHeight) hide();
    else place(shown);
  };

  const listeners: [string, (event: Event) => void, boolean][] = [
    ["pointerover", over, false],
    ["pointerout", out, false],
    ["focusin", focused, false],
    ["focusout", hide, false],
    ["click", over, false],
    ["keydown", key as (event: Event) => void, true],
    ["scroll", moved, true],
  ];
  for (const [name, listener, capture] of listeners) doc.addEventListener(name, listener, capture);
  return () => {
    clearTimeout(leaving);
    for (const [name, listener, capture] of listeners) doc.removeEventListener(name, listener, capture);
    box.remove();
  };
}

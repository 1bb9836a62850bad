/** A button with a panel under it: closes on Escape and on a click elsewhere, and gives the focus back. */

export class Menu {
  #open = false;
  readonly #host: HTMLElement;
  readonly #render: () => void;

  /** `host` holds both the button (marked `aria-expanded`) and the panel; `render` draws them anew. */
  constructor(host: HTMLElement, render: () => void) {
    this.#host = host;
    this.#render = render;
    document.addEventListener("click", this.#onClick);
    host.addEventListener("keydown", this.#onKey);
    host.addEventListener("focusout", this.#onLeave);
  }

  get open(): boolean {
    return this.#open;
  }

  toggle = (): void => this.set(!this.#open);

  set(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    this.#render();
  }

  dispose(): void {
    document.removeEventListener("click", this.#onClick);
    this.#host.removeEventListener("keydown", this.#onKey);
    this.#host.removeEventListener("focusout", this.#onLeave);
  }

  #onClick = (event: MouseEvent): void => {
    if (!event.composedPath().includes(this.#host) && !inDialog(event.target)) this.set(false);
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.#open) return;
    event.stopPropagation();
    this.set(false);
    this.#host.querySelector<HTMLElement>("[aria-expanded]")?.focus();
  };

  #onLeave = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (to instanceof Node && !this.#host.contains(to) && !inDialog(to)) this.set(false);
  };
}

/** A question asked from the menu lies over the page; answering it is not leaving the menu. */
const inDialog = (target: EventTarget | null) => target instanceof Element && target.closest("dialog") !== null;

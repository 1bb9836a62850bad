import { render } from "lit-html";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cutAtTerms, TERMS, term, withTerms } from "./terms";
import { mountTips } from "./tips";

describe("terms in a sentence", () => {
  test("are cut out once each, and put together give the sentence", () => {
    const text = "The churn rate of SMB customers, churn again, and the win rate with its 95% intervals.";
    const parts = cutAtTerms(text);
    expect(parts.map((part) => (typeof part === "string" ? part : part.text)).join("")).toBe(text);
    expect(parts.flatMap((part) => (typeof part === "string" ? [] : [part.name]))).toEqual([
      "churn",
      "win rate",
      "95% interval",
    ]);
  });

  test("leave a sentence without any as it is", () => {
    expect(cutAtTerms("Call them today.")).toEqual(["Call them today."]);
  });

  test("are left alone where they are explained already", () => {
    const root = document.createElement("p");
    render(withTerms("Sentiment and churn", ["sentiment"]), root);
    expect([...root.querySelectorAll(".term")].map((each) => each.textContent)).toEqual(["churn"]);
    expect(root.textContent).toBe("Sentiment and churn");
  });

  test("are explained in sentences, by no word that is as hard", () => {
    for (const [name, about] of Object.entries(TERMS)) {
      expect(about, name).toMatch(/^[A-Z].*\.$/);
      expect(about, name).not.toMatch(/statistical|significance|confidence level|regression|logistic/i);
      expect(about.length, name).toBeLessThan(200);
    }
  });

  test("found in a sentence have an explanation", () => {
    const all = Object.keys(TERMS).join(", ");
    for (const part of cutAtTerms(all)) if (typeof part !== "string") expect(TERMS[part.name]).toBeDefined();
  });
});

describe("the box that explains", () => {
  let dispose: () => void;
  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML = '<p id="p"></p><button id="other">x</button>';
    render(term("churn"), document.getElementById("p") as HTMLElement);
    dispose = mountTips(document);
  });
  afterEach(() => {
    dispose();
    vi.useRealTimers();
  });
  const button = () => document.querySelector<HTMLElement>(".term") as HTMLElement;
  const box = () => document.querySelector(".tip-float");

  test("says what the word means on focus, and the word says it to screen readers", () => {
    button().focus();
    expect(box()?.textContent).toBe(TERMS.churn);
    expect(button().getAttribute("aria-description")).toBe(TERMS.churn);
    expect(box()?.getAttribute("aria-hidden")).toBe("true");
  });

  test("swallows the Escape that closes it, and only that one", () => {
    const heard = vi.fn();
    document.body.addEventListener("keydown", heard);
    button().focus();
    const press = () =>
      button().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    press();
    expect(heard).not.toHaveBeenCalled();
    press();
    expect(heard).toHaveBeenCalledOnce();
    document.body.removeEventListener("keydown", heard);
  });

  test("goes when it is disposed of", () => {
    dispose();
    expect(box()).toBeNull();
  });
});

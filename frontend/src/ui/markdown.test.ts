import { render } from "lit-html";
import { describe, expect, test, vi } from "vitest";
import { guideOf } from "../../e2e/mock-advice";
import { recipeOf, rowsOf } from "../../e2e/mock-data";
import type { Dataset } from "../api/types";
import { type Block, parseInline, parseMarkdown, safeHref } from "./markdown";
import { markdown } from "./markdown-view";

const kinds = (source: string) => parseMarkdown(source).map(({ kind }) => kind);

describe("blocks", () => {
  test("of every kind are told apart", () => {
    const source =
      "# A\n\ntext\nmore\n\n- one\n- two\n\n1. first\n\n```sh\nls\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n> said\n\n---\n";
    expect(kinds(source)).toEqual(["heading", "paragraph", "list", "list", "code", "table", "quote", "rule"]);
  });

  test("keep code as it is, to the space", () => {
    const [code] = parseMarkdown("```python\nif a < b:\n\n    print('*x*')\n```");
    expect(code).toEqual({ kind: "code", language: "python", text: "if a < b:\n\n    print('*x*')" });
  });

  test("of code without an end run to the end", () => {
    expect(parseMarkdown("```\na\nb")).toEqual([{ kind: "code", language: "", text: "a\nb" }]);
  });

  test("inside a list item belong to it: text, code and lists", () => {
    const [list, after] = parseMarkdown(
      "1. Do this:\n\n   ```sh\n   ls -l\n   ```\n\n2. Then\n   - a\n   - b\n\nThe end.",
    );
    if (list?.kind !== "list") throw new Error("no list");
    expect(list.items).toHaveLength(2);
    expect(list.items[0]?.blocks).toEqual([{ kind: "code", language: "sh", text: "ls -l" }]);
    expect(list.items[1]?.blocks[0]).toMatchObject({ kind: "list", ordered: false });
    expect(after?.kind).toBe("paragraph");
  });

  test("number on from where a list begins", () => {
    expect(parseMarkdown("3. three\n4. four")[0]).toMatchObject({ kind: "list", ordered: true, start: 3 });
  });

  test("of a table keep escaped bars and empty cells", () => {
    const [table] = parseMarkdown("| a \\| b | c |\n| --- | --- |\n| | x |");
    if (table?.kind !== "table") throw new Error("no table");
    expect(table.head[0]).toEqual([{ kind: "text", text: "a | b" }]);
    expect(table.rows[0]).toEqual([[], [{ kind: "text", text: "x" }]]);
  });

  test("always come to an end, whatever is read", () => {
    for (const source of [
      "",
      "\n\n\n",
      "- ",
      "-",
      ">",
      "|",
      "#",
      "1.",
      "```",
      "* * *",
      "a\n- b\nc\n\n  d",
      "   - x\n- y\n     z",
    ])
      expect(Array.isArray(parseMarkdown(source))).toBe(true);
  });
});

describe("lines", () => {
  test("hold code, bold, emphasis and links", () => {
    expect(parseInline("Use `a*b`, **not *c***, or [here](/x).")).toMatchObject([
      { kind: "text", text: "Use " },
      { kind: "code", text: "a*b" },
      { kind: "text" },
      { kind: "strong" },
      { kind: "text" },
      { kind: "link", href: "/x", inside: [{ kind: "text", text: "here" }] },
      { kind: "text", text: "." },
    ]);
  });

  test("leave stars and underscores in names alone", () => {
    expect(parseInline("2 * 3 * 4 and avg_sentiment_score")).toEqual([
      { kind: "text", text: "2 * 3 * 4 and avg_sentiment_score" },
    ]);
  });

  test.each([
    ["https://a.b/c", true],
    ["/api/v1/x", true],
    ["#top", true],
    ["mailto:a@b.example", true],
    ["javascript:alert(1)", false],
    ["JaVaScript:alert(1)", false],
    ["data:text/html,x", false],
    ["//evil.example", false],
  ])("a link to %s is allowed: %s", (href, allowed) => {
    expect(safeHref(href) !== null).toBe(allowed);
  });
});

describe("a guide on the page", () => {
  const dataset = { id: "x", name: "<b>Bold</b>", recipe: recipeOf({}, "x"), rows: rowsOf(500) } as Dataset;
  const draw = (blocks: Block[], copy = vi.fn()) => {
    const root = document.createElement("div");
    render(markdown(blocks, { copied: null, copy }), root);
    return root;
  };

  test("is text to the browser, whatever the dataset is called", () => {
    const root = draw(parseMarkdown(guideOf("tableau", dataset)));
    expect(root.querySelector("b, img, script")).toBeNull();
    expect(root.textContent).toContain("<b>Bold</b> in tableau");
    expect([...root.querySelectorAll("a")].map((a) => a.getAttribute("href"))).toEqual([
      "https://www.tableau.com/products/public",
      "/api/v1/datasets/x/exports/csv.zip",
    ]);
  });

  test("opens other sites apart, and without telling them where from", () => {
    const link = draw(parseMarkdown("[x](https://a.example/b)")).querySelector("a");
    expect(link?.target).toBe("_blank");
    expect(link?.rel).toContain("noreferrer");
  });

  test("copies the whole of a piece of code", () => {
    const copy = vi.fn();
    draw(parseMarkdown("```sh\na\nb\n```"), copy).querySelector("button")?.click();
    expect(copy).toHaveBeenCalledWith("a\nb");
  });
});

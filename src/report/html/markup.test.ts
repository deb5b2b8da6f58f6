import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml, html, none } from "./markup.ts";

describe("html", () => {
  it("escapes values and keeps markup", () => {
    const inner = html`<b>${"<i>"}</b>`;
    expect(html`<p title="${'"x" & y'}">${inner}${[inner, 3, null]}${undefined}${none}</p>`.text).toBe(
      '<p title="&quot;x&quot; &amp; y"><b>&lt;i&gt;</b><b>&lt;i&gt;</b>3</p>',
    );
  });

  it("leaves no character that could end an attribute or begin a tag", () => {
    const unit = fc.constantFrom("<", ">", '"', "'", "&", "a", "=", " ", "\u0000", "\u001b", "\ud800");
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { malformationOf } from "./malformation.ts";

describe("malformationOf", () => {
  it("accepts well-formed markup", () => {
    expect(malformationOf('<?xml version="1.0"?><a b="c &lt; d">x<![CDATA[ <raw> & ]]><e/></a>')).toBeUndefined();
    expect(malformationOf("<p>one<br>two</p>", ["br"])).toBeUndefined();
  });

  it.each([
    ["<a><b></a>", "</a> closes nothing"],
    ["<a>", "<a> is not closed"],
    ["<a>1 < 2</a>", 'a bare < in "1 < 2"'],
    ["<a>you & me</a>", 'a bare & in "& me"'],
    ['<a b="you & me"/>', 'a bare & in "& me\\""'],
    ["<a>\u0001</a>", "a forbidden character"],
  ])("refuses %s", (markup, wrong) => {
    expect(malformationOf(markup)).toBe(wrong);
  });
});

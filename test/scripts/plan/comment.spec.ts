import assert from "node:assert/strict";
import * as fc from "fast-check";
import { accountId } from "../../../domain/identifiers";
import type { Inventory } from "../../../domain/inventory/inventory";
import { changedStacks } from "../../../domain/plan/changedStacks";
import { stacksToPreview } from "../../../domain/plan/stacksToPreview";
import { plannedGaps } from "../../../domain/audit/plannedGaps";
import { commentBytes, commentMarker, renderComment, type Comment } from "../../../scripts/plan/comment";
import { planDifference } from "../../../scripts/plan/difference";
import type { PreviewedStack } from "../../../scripts/plan/previewReports";
import { code, cutMarkdown } from "../../../scripts/terminal/markdown";
import type { Project } from "../../../stacks/project";
import { inventory, member } from "../../support/organization";
import { projectOf } from "../../support/project";

/** What people would try in the name of an account. */
const hostile = [
  "a | b",
  "`code` ``",
  "<img src=x onerror=alert(1)>",
  "<!-- access-analyzer-org -->",
  "line\n\n# heading\r\n| x |",
  "@security-team please approve",
  "[click](https://example.com)",
  "https://example.com",
  "back\\slash\\| \\`",
  "\u202egnp.exe\u2066 #1 GH-1",
  "&#64;team &lt;b&gt;",
  "\u2028 \u2029 \u0085 \u0000",
];

describe("text of somebody else's in a comment", () => {
  it("is one piece of code, whatever it is: it ends neither the code nor the cell nor the line", () => {
    const isOnePiece = (text: string) => {
      const shown = code(text);
      assert.match(shown, /^$|^`[^`|\n\r\u2028\u2029]*[^`|\s]`$/u, JSON.stringify(text));
    };
    hostile.forEach(isOnePiece);
    fc.assert(fc.property(fc.string({ unit: "binary" }), isOnePiece));
    fc.assert(fc.property(fc.array(fc.constantFrom("`", "|", "\\", "\n", " ", "a")), (parts) => isOnePiece(parts.join(""))));
  });

  it("is one line", () => {
    assert.equal(code("Preview failed:\r\n\tno module\n"), "`Preview failed: no module`");
    assert.equal(code("a\u0000b"), "`a�b`");
  });

  it("is cut where it is long, between characters", () => {
    assert.equal(code("😀".repeat(10), 4), "`😀😀😀…`");
    assert.equal(code("abcd", 4), "`abcd`");
  });
});

describe("the comment of a pull request", () => {
  it("tells analyzers by account, Regions folded, stacks, and begins with its marker", () => {
    const text = comment(
      projectOf("", named("payments")),
      projectOf("tags: { team: security }\nregions: { exclude: [{ name: us-east-1, reason: denied }] }", named("payments")),
    );
    assert.ok(text.startsWith(`${commentMarker}\n\n### Access analyzers: 0 added, 4 removed, 8 changed\n`), text);
    assert.match(text, /The plan concerns 3 stacks: `management`, `security`, `member-333333333333`\./);
    assert.match(text, /^\| − \| `333333333333` \| `payments` \| account \| 1: `us-east-1` \|  \|$/m);
    assert.match(text, /^\| ~ \| `333333333333` \| `payments` \| account \| 2: `eu-central-1`, `eu-west-1` \| tags \|$/m);
    assert.match(text, /stays in AWS; only `access-analyzer-org retire` deletes/);
    assert.doesNotMatch(text, /Gaps|Warnings|Previews|judges/);
  });

  it("tells gaps and warnings", () => {
    const text = comment(projectOf(), projectOf("analyzers: { account: { enabled: false }, organization: { enabled: false } }"), {
      warnings: ["overrides[0].where.ou: found Sandbox, but no account"],
    });
    assert.match(text, /#### Gaps: 9 places/);
    assert.match(text, /no external analyzer; `analyzers\.account\.enabled` is false/);
    assert.match(text, /#### Warnings\n\n- `overrides\[0\]\.where\.ou: found Sandbox, but no account`/);
  });

  it("says that nothing changes", () => {
    const text = comment(projectOf(), projectOf());
    assert.equal(text, `${commentMarker}\n\n### Access analyzers: 0 added, 0 removed, 0 changed\n\nThe plan concerns no stack.\n`);
  });

  it("says which other files make it every stack, and which of them judge", () => {
    const text = comment(projectOf(), projectOf(), { changedFiles: ["index.ts", ".github/workflows/review.yml", "coverage.json"] });
    assert.match(
      text,
      /\*\*This pull request changes what judges it:\*\* `\.github\/workflows\/review\.yml`, `coverage\.json`\. The base branch's/,
    );
    assert.match(text, /all 3 stacks are to be previewed: `index\.ts`, /);
  });

  it("puts what is blocked, failed or not checked first, with the violations", () => {
    const violation = {
      policy: "no-public-policy",
      level: "mandatory",
      urn: "urn:pulumi:s::p::aws:s3/bucket:Bucket::logs",
      message: "is public",
    };
    const previewed: PreviewedStack[] = [
      { stack: "management", state: "unchanged", details: [], violations: [] },
      { stack: "security", state: "notChecked", details: ["no report of its preview"], violations: [] },
      { stack: "member-1", state: "changed", details: ["create x"], violations: [] },
      { stack: "member-2", state: "blocked", details: [], violations: [violation] },
    ];
    const text = comment(projectOf(), projectOf(), { previewed });
    assert.match(text, /\*\*Not checked: 1 of 4 stacks\.\*\* This is no pass\./);
    assert.deepEqual(text.match(/^\| `(member-2|security|member-1|management)` \| .*$/gm)?.slice(0, 4), [
      "| `member-2` | **blocked by policy** |  |",
      "| `security` | **not checked** | `no report of its preview` |",
      "| `member-1` | changes | `create x` |",
      "| `management` | unchanged |  |",
    ]);
    assert.match(text, /\| `member-2` \| `no-public-policy` \| `mandatory` \| `aws:s3\/bucket:Bucket::logs` \| `is public` \|/);
  });

  it("lets nobody write anything else into it, by whatever name or message", () => {
    for (const text of hostile) {
      const violation = { policy: text, level: text, urn: text, message: text };
      const shown = comment(projectOf("", named(text)), projectOf("tags: { a: b }", named(text)), {
        warnings: [text],
        changedFiles: [text.replaceAll("\n", " ")],
        previewed: [{ stack: text, state: "failed", details: [text], violations: [violation] }],
      });
      const plain = shown.replace(/`[^`\n]*`/g, "").replace(commentMarker, "");
      assert.doesNotMatch(plain, /[`<>@\\]|https?:|&#|GH-1|\]\(|approve|heading/, shown);
      for (const line of shown.split("\n").filter((row) => row.startsWith("|"))) assert.match(line, /^\|( [^|]* \|){2,6}$|^\|( --- \|)+$/);
    }
  });

  it("takes no more than GitHub does, and says that the rest is left out", () => {
    const long = "ü|`".repeat(200);
    const previewed = Array.from({ length: 100 }, (_, index) => ({
      ...{
        stack: `member-${index}`,
        state: "failed" as const,
        violations: [{ policy: long, level: "mandatory", message: long.repeat(4) }],
      },
      details: Array.from({ length: 8 }, () => long),
    }));
    const text = comment(projectOf(), projectOf("tags: { a: b }"), { previewed, warnings: Array.from({ length: 30 }, () => long) });
    assert.ok(Buffer.byteLength(text) <= commentBytes, `${Buffer.byteLength(text)}`);
    assert.match(text, /\n\n\*\*The rest is left out: a comment takes no more\.\*\* .*\n$/);
    assert.equal(cutMarkdown("one\ntwo\nthree", 13, "rest"), "one\ntwo\nthree");
    assert.equal(cutMarkdown("one\ntwo\nthree", 12, "rest"), "one\n\nrest\n");
  });

  it("counts what is beyond a hundred rows", () => {
    const accounts = Array.from({ length: 120 }, (_, index) => accountId(String(400_000_000_000 + index)));
    const text = comment(projectOf(), projectOf("", inventory([member, ...accounts])));
    assert.match(text, /And 20 more rows; `access-analyzer-org plan --diff BASE --all` shows them/);
    assert.match(text, /`member-400000000000`.* and 80 more\./);
  });
});

function comment(
  before: Project,
  after: Project,
  { changedFiles, previewed, warnings = [] }: { changedFiles?: string[]; previewed?: PreviewedStack[] } & Partial<Comment> = {},
): string {
  const stacks = changedStacks(before, after);
  const everyStack = ["management", "security", `member-${member}`];
  const preview = changedFiles && { ...stacksToPreview(stacks, everyStack, changedFiles, () => false), jobs: [] };
  return renderComment({
    compared: {
      ...planDifference(before.plan, after.plan),
      stacks,
      ...(preview ? { preview } : {}),
      ...(previewed ? { previewed } : {}),
    },
    gaps: plannedGaps(after.config, after.inventory, after.plan),
    warnings,
    inventories: [after.inventory, before.inventory],
  });
}

function named(name: string): Inventory {
  const found = inventory();
  return { ...found, accounts: found.accounts.map((account) => ({ ...account, name })) };
}

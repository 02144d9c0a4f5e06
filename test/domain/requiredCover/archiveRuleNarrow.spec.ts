import assert from "node:assert/strict";
import { archiveRuleNarrow, archiveRuleToken, type RuleException } from "../../../domain/requiredCover/archiveRuleNarrow";
import { unknownValue } from "../../../domain/unknownValue";
import { resource, today, type Inputs } from "../../support/stackResources";

type Filter = Record<string, unknown>;
const is = (criteria: unknown, ...eqs: unknown[]): Filter => ({ criteria, eqs });
const notPublic = is("isPublic", "false");
const somebody = is("principal.AWS", "999999999999");

describe("an archive rule", () => {
  const judge = (
    filters: unknown,
    { inputs = {} as Inputs, type = "ACCOUNT" as string | undefined, exceptions = [] as RuleException[] } = {},
  ) =>
    archiveRuleNarrow(
      resource(archiveRuleToken, "rule", { inputs: { analyzerName: "account", ruleName: "known", filters, ...inputs } }),
      type,
      exceptions,
      today,
    );
  const judgedAs = (filters: unknown, options: Parameters<typeof judge>[1] = {}) => {
    const { violations, notes } = judge(filters, options);
    return [
      ...violations.map((text) => /archive (public|anybody's|whatever is found)|archives (whatever)|twice/.exec(text)?.[0] ?? text),
      ...notes,
    ];
  };
  const exception: RuleException = { rule: "known", owner: "anna", reason: "a site", until: today };

  const broad = ["archive public", "archive anybody's"];
  const cases: [what: string, filters: unknown, expected: string[]][] = [
    ["one who is named", [somebody], []],
    ["one who is named, and not public", [notPublic, somebody], []],
    ["public buckets", [is("resourceType", "AWS::S3::Bucket"), is("isPublic", "true")], broad],
    ["everything internal", [notPublic], ["archive anybody's"]],
    ["one bucket, public", [is("resource", "arn:aws:s3:::example-site"), is("isPublic", "true")], ["archive public", "archives whatever"]],
    ["no filter", undefined, broad],
    ["null for a filter", null, broad],
    ["an empty filter", [], broad],
    [
      "only what is not meant",
      [
        { criteria: "principal.AWS", neqs: ["999999999999"] },
        { criteria: "isPublic", neqs: ["false"] },
      ],
      broad,
    ],
    ["a resource's name", [notPublic, is("resource", "arn:aws:s3:::data")], ["archives whatever"]],
    ["no value", [notPublic, is("principal.AWS")], ["archive anybody's"]],
    ["null for a value", [notPublic, is("principal.AWS", null)], ["archive anybody's"]],
    ["an empty value for whether it is there", [somebody, { criteria: "isPublic", exists: "" }].slice(1), broad],
    ["what is not public because it does not say", [{ criteria: "isPublic", exists: "false" }, somebody], []],
    ["a key twice", [is("isPublic", "true"), notPublic, somebody], ["twice"]],
  ];
  for (const [what, filters, expected] of cases) it(`that archives ${what}`, () => assert.deepEqual(judgedAs(filters), expected));

  const unknown: [what: string, filters: unknown][] = [
    ["all of it", unknownValue],
    ["a criterion", [unknownValue]],
    ["a key", [is(unknownValue, "x")]],
    ["values", [{ criteria: "principal.AWS", eqs: unknownValue }]],
    ["a value", [is("principal.AWS", "999999999999", unknownValue)]],
    ["whether it is there", [{ criteria: "isPublic", exists: unknownValue }]],
  ];
  for (const [what, filters] of unknown)
    it(`of which the filter is not known: ${what}`, () =>
      assert.deepEqual(judge(filters), {
        violations: [],
        notes: ["Undecided: the filter of archive rule known is not known before it is deployed."],
      }));

  it("says what it could do and how that is mended", () => {
    assert.deepEqual(judge([notPublic]).violations, [
      "Archive rule known could archive anybody's access; name who gets it: a principal or a condition, with eq or contains, " +
        "or add an exception to archive-rule-narrow with rule, owner, reason and until.",
    ]);
  });

  it("is judged by its analyzer's type, as of external access where that is not known", () => {
    const unused = [is("resource", "arn:aws:iam::333333333333:role/deployer")];
    assert.deepEqual(judgedAs(unused, { type: "ACCOUNT_UNUSED_ACCESS" }), []);
    assert.deepEqual(judgedAs([], { type: "ACCOUNT_UNUSED_ACCESS" }), ["archive whatever is found"]);
    assert.deepEqual(judgedAs(unused, { type: undefined }), ["archive public", "archives whatever"]);
  });

  describe("with an exception", () => {
    const site = [is("resource", "arn:aws:s3:::example-site"), is("isPublic", "true")];
    const by = (change: Partial<RuleException>, inputs: Inputs = {}) => judge(site, { exceptions: [{ ...exception, ...change }], inputs });

    it("may hide whose access it is, and public access only where that is said", () => {
      assert.deepEqual(by({}).violations, [
        'Archive rule known could archive public access; isPublic: { eq: ["false"] } keeps it out, or say allowPublic in its exception to archive-rule-narrow.',
      ]);
      assert.deepEqual(by({ allowPublic: true }), { violations: [], notes: [] });
      assert.deepEqual(judge([notPublic], { exceptions: [exception] }), { violations: [], notes: [] });
    });

    it("that says so beside one that does not", () => {
      assert.deepEqual(judge(site, { exceptions: [exception, { ...exception, allowPublic: true }] }).violations, []);
    });

    it("of another rule or analyzer is none", () => {
      for (const change of [{ rule: "rule" }, { analyzer: "organization" }])
        assert.equal(by({ ...change, allowPublic: true }).violations.length, 2);
      assert.deepEqual(by({ analyzer: "account", allowPublic: true }).violations, []);
    });

    it("does not hold for a rule whose name is not known, whatever the program calls it", () => {
      assert.equal(by({ rule: "rule", allowPublic: true }, { ruleName: unknownValue }).violations.length, 2);
    });

    it("that has run out is told with its owner", () => {
      const { violations } = by({ until: "2026-11-26", allowPublic: true });
      assert.equal(violations.length, 2);
      assert.match(violations[0] ?? "", /with rule, owner, reason and until\. The exception "a site" \(anna\) ran out on 2026-11-26\.$/);
    });
  });
});

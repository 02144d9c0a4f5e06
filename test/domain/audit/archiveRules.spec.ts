import assert from "node:assert/strict";
import type { ExistingAnalyzer, FoundArchiveRule, Inventory, Readable } from "../../../domain/inventory/inventory";
import { renderAudit } from "../../../scripts/audit/report";
import { others, ours, placeAt, rolledOut, standing, withoutRules } from "../../support/auditedOrganization";
import { configuration, delegatedAdministrator, inventory, member } from "../../support/organization";
import { withAnalyzers } from "../../support/planned";

const home = "eu-central-1";
const config = configuration(`archiveRules:
  - { name: partner, reason: contract, analyzers: [ACCOUNT], filter: { principal.AWS: { eq: ["999999999999", "888888888888"] }, isPublic: { eq: ["false"] } } }
`);
const plain = { colour: false, unicode: true, columns: 100 };

const everything: FoundArchiveRule = {
  name: "quiet",
  filter: { resource: { exists: true } },
  createdAt: "2026-11-20T08:00:00.000Z",
  updatedAt: "2026-11-21T09:00:00.000Z",
};
const harmless: FoundArchiveRule = { name: "theirs", filter: { "principal.AWS": { eq: ["777777777777"] } } };

describe("the audit of archive rules", () => {
  const planned = ours(config, member, "ACCOUNT");
  const [builtIn, partner] = rulesOf(planned);
  assert.ok(builtIn && partner);

  it("is content with exactly the planned rules", () => {
    const { audit, place } = look([planned]);
    assert.equal(place.state, "covered");
    assert.equal(audit.verdict.exitCode, 0);
  });

  it("does not mind the order of keys and values, nor empty lists", () => {
    const same = {
      ...partner,
      filter: { isPublic: { eq: ["false"], neq: [] }, "principal.AWS": { eq: ["888888888888", "999999999999"] } },
    };
    assert.equal(look([withRules(planned, [same, builtIn])]).place.state, "covered");
  });

  it("tells planned rules that are missing or were changed, as drift", () => {
    const changed = { ...partner, filter: { ...partner.filter, "principal.AWS": { eq: ["999999999999"] } } };
    const { audit, place } = look([withRules(planned, [changed])]);
    assert.deepEqual(place.state === "wrong" && place.differences, [
      `archive rule ${builtIn.name} is missing`,
      "archive rule partner differs in principal.AWS",
    ]);
    assert.equal(audit.verdict.exitCode, 1);
    assert.match(renderAudit(audit, plain), /"access-analyzer-org deploy" puts it right/);
  });

  it("tells the missing rules of our analyzer even where another one beside it needs none", () => {
    const analyzers = [others("theirs", "ACCOUNT"), withRules(planned, [])];
    assert.equal(look(analyzers).place.state, "wrong");
  });

  it("calls a rule that could archive anybody's access drift of its own kind, with when it was made", () => {
    const { audit, place } = look([withRules(planned, [builtIn, partner, everything])]);
    assert.ok(place.state === "hides");
    assert.deepEqual(place.rules, [
      {
        analyzer: planned.name,
        rule: "quiet",
        isPlanned: false,
        reasons: [
          'could archive public access; isPublic: { eq: ["false"] } keeps it out',
          "could archive anybody's access; name who gets it: a principal or a condition, with eq or contains",
        ],
        filter: everything.filter,
        createdAt: "2026-11-20T08:00:00.000Z",
        updatedAt: "2026-11-21T09:00:00.000Z",
      },
    ]);
    assert.equal(audit.totals.hides, 1);
    assert.equal(audit.verdict.exitCode, 1);
    assert.match(audit.verdict.sentence, /1 with archive rules that hide findings/);
    const text = renderAudit(audit, plain).replace(/\s+/g, " ");
    assert.match(text, /Hides findings, 1 place: archive rule quiet of access-analyzer-org-account \(ours\), which nobody planned/);
    assert.match(text, /created 2026-11-20, changed 2026-11-21; AWS does not record by whom/);
    assert.match(text, /aws accessanalyzer delete-archive-rule --analyzer-name access-analyzer-org-account --rule-name quiet/);
  });

  it("says of a planned rule that somebody widened that deploy puts it right", () => {
    const { audit, place } = look([withRules(planned, [builtIn, { ...partner, filter: everything.filter }])]);
    assert.ok(place.state === "hides");
    assert.deepEqual(
      place.rules.map(({ rule, isPlanned }) => ({ rule, isPlanned })),
      [{ rule: "partner", isPlanned: true }],
    );
    const text = renderAudit(audit, plain).replace(/\s+/g, " ");
    assert.match(text, /"access-analyzer-org deploy" puts it right/);
    assert.doesNotMatch(text, /delete-archive-rule/);
  });

  it("reads the rules of an analyzer that is kept, and asks nothing of them but to hide nothing", () => {
    const kept = others("console", "ACCOUNT");
    assert.equal(look([withRules(kept, [harmless])]).audit.verdict.exitCode, 0);
    const { place } = look([withRules(kept, [everything])]);
    assert.ok(place.state === "hides");
    assert.equal(place.by, "other");
  });

  it("sees a hiding rule on any of several analyzers of the organization", () => {
    const live = withAnalyzers(rolledOut(config, inventory()), delegatedAdministrator, [
      ours(config, delegatedAdministrator, "ACCOUNT"),
      ours(config, delegatedAdministrator, "ORGANIZATION"),
      withRules(others("second", "ORGANIZATION"), [everything]),
    ]);
    const { place } = placeAt(config, live, delegatedAdministrator, home, "ORGANIZATION");
    assert.ok(place.state === "hides");
    assert.equal(place.analyzer, "second");
  });

  it("sees one where the type is switched off, and another's analyzer covers the place", () => {
    const off = configuration("analyzers: { account: { enabled: false } }");
    const live = standing(inventory(), ({ id }) =>
      id === delegatedAdministrator ? [ours(off, id, "ORGANIZATION")] : [withRules(others("console", "ACCOUNT"), [everything])],
    );
    assert.equal(placeAt(off, live, member, home).place.state, "hides");
  });

  it("notes other rules that nobody planned, without calling them drift", () => {
    const { audit } = look([withRules(planned, [builtIn, partner, harmless])]);
    assert.equal(audit.verdict.exitCode, 0);
    assert.deepEqual(
      audit.notes.filter(({ kind }) => kind === "archiveRule"),
      [{ kind: "archiveRule", account: member, region: home, type: "ACCOUNT", analyzer: planned.name, rule: "theirs", by: "ours" }],
    );
    assert.match(
      renderAudit(audit, plain).replace(/\s+/g, " "),
      /archive rule theirs, which nobody planned, of an analyzer of ours: access-analyzer-org-account in eu-central-1 of 333333333333/,
    );
  });

  it("notes none of those that an analyzer of ours had when it left the plan", () => {
    const off = configuration(`overrides: [{ where: { account: "${member}" }, account: { enabled: false } }]`);
    const { audit, place } = placeAt(off, live([planned]), member, home);
    assert.equal(place.state, "exempt");
    assert.deepEqual(
      audit.notes.filter((note) => note.kind === "archiveRule" && note.account === member),
      [],
    );
    assert.equal(audit.totals.gap, 0);
  });

  it("notes hiding rules in accounts that are exempt, with what they could do", () => {
    const exempt = configuration(`overrides: [{ where: { account: "${member}" }, exempt: { reason: divested, owner: legal } }]`);
    const live = withAnalyzers(rolledOut(exempt, inventory()), member, [withRules(others("console", "ACCOUNT"), [everything])]);
    const { audit, place } = placeAt(exempt, live, member, home);
    assert.equal(place.state, "exempt");
    const note = audit.notes.find(({ kind }) => kind === "archiveRule");
    assert.ok(note?.kind === "archiveRule" && note.reasons?.length === 2);
  });

  it("never takes rules that could not be read, or were not, for none", () => {
    for (const archiveRules of [{ unreadable: "ListArchiveRules: AccessDeniedException" }, undefined]) {
      const { audit, place } = look([{ ...withoutRules(planned), ...(archiveRules === undefined ? {} : { archiveRules }) }]);
      assert.ok(place.state === "unreadable");
      assert.match(place.reason, /^archive rules of access-analyzer-org-account: (ListArchiveRules: AccessDenied|they were not read)/);
      assert.equal(audit.verdict.exitCode, 2);
    }
  });

  it("asks for no rules of an analyzer that is not ACTIVE, or that a service made", () => {
    const failed = { ...withoutRules(planned), status: "FAILED" as const };
    assert.equal(look([failed]).place.state, "inactive");
    const service = withoutRules({
      ...others("_AccessAnalyzerForX-1", "ACCOUNT"),
      owner: { kind: "service" as const, by: "x.amazonaws.com" },
    });
    assert.equal(look([planned, service]).audit.verdict.exitCode, 0);
  });

  function look(analyzers: ExistingAnalyzer[]) {
    return placeAt(config, live(analyzers), member, home);
  }
});

function live(analyzers: ExistingAnalyzer[]): Inventory {
  return withAnalyzers(rolledOut(config, inventory()), member, analyzers);
}

function withRules(analyzer: ExistingAnalyzer, read: FoundArchiveRule[]): ExistingAnalyzer {
  return { ...analyzer, archiveRules: { read } };
}

function rulesOf({ archiveRules = { unreadable: "" } }: ExistingAnalyzer): FoundArchiveRule[] {
  return (archiveRules satisfies Readable<FoundArchiveRule[]>, "read" in archiveRules ? archiveRules.read : []);
}

import assert from "node:assert/strict";
import type { AnalyzerConfiguration } from "../../../domain/analyzer";
import { auditCoverage } from "../../../domain/audit/audit";
import type { Audit } from "../../../domain/audit/audit";
import type { AuditedPlace } from "../../../domain/audit/place";
import { configurationDifferences } from "../../../domain/audit/differences";
import { parseConfiguration } from "../../../domain/configuration/parseConfiguration";
import { archiveRules } from "../../../domain/plan/archiveRules";
import { accountId, region } from "../../../domain/identifiers";
import type { ExistingAnalyzer, Inventory, InventoryAccount, Readable } from "../../../domain/inventory/inventory";

const management = "111111111111";
const security = "222222222222";
const member = "444444444444";
const home = "eu-central-1";
const today = "2026-11-22";

describe("auditCoverage", () => {
  it("says covered only of a place with an ACTIVE analyzer of the planned type", () => {
    const audit = auditOf({ [member]: { [home]: [analyzer("access-analyzer-org-account", "ACCOUNT")] } });
    assert.deepEqual(stateAt(audit, member, "ACCOUNT"), { state: "covered", analyzer: "access-analyzer-org-account", by: "ours" });
  });

  it("does not take an unused-access analyzer for coverage of external access", () => {
    const found = { ...analyzer("unused", "ACCOUNT_UNUSED_ACCESS"), owner: { kind: "other" as const } };
    assert.deepEqual(stateAt(auditOf({ [member]: { [home]: [found] } }), member, "ACCOUNT"), {
      state: "missing",
      instead: ["unused (ACCOUNT_UNUSED_ACCESS)"],
    });
  });

  it("does not take an ORGANIZATION analyzer for the ACCOUNT analyzer, nor the other way round", () => {
    const organizationOnly = auditOf({ [security]: { [home]: [analyzer("access-analyzer-org-organization", "ORGANIZATION")] } });
    assert.equal(stateAt(organizationOnly, security, "ACCOUNT").state, "missing");
    assert.equal(stateAt(organizationOnly, security, "ORGANIZATION").state, "covered");
    const accountOnly = auditOf({ [security]: { [home]: [analyzer("access-analyzer-org-account", "ACCOUNT")] } });
    assert.equal(stateAt(accountOnly, security, "ORGANIZATION").state, "missing");
  });

  for (const [status, statusReason] of [
    ["CREATING", undefined],
    ["DISABLED", "DELEGATED_ADMINISTRATOR_DEREGISTERED"],
    ["FAILED", "SERVICE_LINKED_ROLE_CREATION_FAILED"],
  ] as const) {
    it(`calls an analyzer that is ${status} inactive, with AWS's reason`, () => {
      const found = { ...analyzer("access-analyzer-org-account", "ACCOUNT"), status, ...(statusReason !== undefined && { statusReason }) };
      const place = stateAt(auditOf({ [member]: { [home]: [found] } }), member, "ACCOUNT");
      assert.deepEqual(place, {
        state: "inactive",
        analyzer: "access-analyzer-org-account",
        by: "ours",
        status,
        ...(statusReason !== undefined && { statusReason }),
      });
    });
  }

  it("lets somebody else's ACTIVE analyzer of the type cover, and says whose it is", () => {
    const found = { ...analyzer("ConsoleAnalyzer", "ACCOUNT"), owner: { kind: "other" as const, by: "team=payments" } };
    assert.deepEqual(stateAt(auditOf({ [member]: { [home]: [found] } }), member, "ACCOUNT"), {
      state: "covered",
      analyzer: "ConsoleAnalyzer",
      by: "other",
      owner: "team=payments",
    });
  });

  it("never counts an analyzer that an AWS service made for itself", () => {
    const found: ExistingAnalyzer = {
      ...analyzer("_AccessAnalyzerForSecurityHub-1", "ACCOUNT"),
      owner: { kind: "service", by: "securityhubv2.amazonaws.com" },
    };
    const audit = auditOf({ [member]: { [home]: [found] } });
    assert.equal(stateAt(audit, member, "ACCOUNT").state, "missing");
    assert.ok(audit.notes.some((note) => note.kind === "serviceLinked" && note.by === "securityhubv2.amazonaws.com"));
  });

  it("tells unreadable from missing, with the reason, and never calls it fine", () => {
    const audit = auditOf({ ...complete, [member]: { [home]: { unreadable: "ListAnalyzers: AccessDeniedException" } } });
    assert.deepEqual(stateAt(audit, member, "ACCOUNT"), { state: "unreadable", reason: "ListAnalyzers: AccessDeniedException" });
    assert.equal(audit.totals.missing, 0);
    assert.equal(audit.verdict.exitCode, 2);
  });

  it("keeps an account whose Regions could not be read, as unreadable", () => {
    const live = inventory(complete);
    const audit = auditCoverage(
      configuration(),
      {
        ...live,
        accounts: live.accounts.map((account) =>
          account.id === member ? { ...account, regions: { unreadable: "AssumeRole: AccessDenied" }, analyzers: [] } : account,
        ),
      },
      today,
    );
    const place = audit.places.find(({ account, type }) => account === member && type === "ACCOUNT");
    assert.equal(place?.state, "unreadable");
    assert.equal(audit.verdict.exitCode, 2);
  });

  it("tells an analyzer of our name that has another type", () => {
    const place = stateAt(
      auditOf({ [member]: { [home]: [analyzer("access-analyzer-org-account", "ACCOUNT_UNUSED_ACCESS")] } }),
      member,
      "ACCOUNT",
    );
    assert.deepEqual(place, {
      state: "wrong",
      analyzer: "access-analyzer-org-account",
      by: "ours",
      differences: ["type is ACCOUNT_UNUSED_ACCESS, planned ACCOUNT"],
    });
  });

  it("tells what differs in the configuration of an unused-access analyzer", () => {
    const found = {
      ...analyzer("access-analyzer-org-unused-access", "ORGANIZATION_UNUSED_ACCESS"),
      configuration: { unusedAccess: { unusedAccessAge: 180 } },
    };
    const audit = auditOf({ [security]: { [home]: [found] } }, "analyzers: { unusedAccess: { enabled: true, ageDays: 90 } }");
    assert.deepEqual(stateAt(audit, security, "ORGANIZATION_UNUSED_ACCESS"), {
      state: "wrong",
      analyzer: "access-analyzer-org-unused-access",
      by: "ours",
      differences: ["unusedAccessAge is 180, planned 90"],
    });
  });

  it("compares the configuration of a kept analyzer too", () => {
    const others = [1, 2, 3, 4, 5].map((number): ExistingAnalyzer => ({
      ...analyzer(`theirs-${number}`, "ORGANIZATION_UNUSED_ACCESS"),
      owner: { kind: "other" },
      configuration: { unusedAccess: { unusedAccessAge: number === 3 ? 90 : 30 } },
    }));
    const wanted = "analyzers: { unusedAccess: { enabled: true, ageDays: 90 } }";
    assert.deepEqual(stateAt(auditOf({ [security]: { [home]: others } }, wanted), security, "ORGANIZATION_UNUSED_ACCESS"), {
      state: "covered",
      analyzer: "theirs-3",
      by: "other",
    });
    const all30 = others.map((other) => ({ ...other, configuration: { unusedAccess: { unusedAccessAge: 30 } } }));
    assert.equal(stateAt(auditOf({ [security]: { [home]: all30 } }, wanted), security, "ORGANIZATION_UNUSED_ACCESS").state, "wrong");
  });

  it("leaves suspended accounts and excluded Regions out with their reasons", () => {
    const live = inventory(complete);
    const suspended = {
      ...live,
      accounts: live.accounts.map((account) =>
        account.id === member
          ? { ...account, state: "SUSPENDED" as const, regions: { unreadable: "not entered" }, analyzers: [] }
          : account,
      ),
    };
    const audit = auditCoverage(configuration("regions: { exclude: [{ name: us-east-1, reason: denied by SCP }] }"), suspended, today);
    assert.ok(
      audit.places
        .filter(({ account }) => account === member)
        .every((place) => place.state === "exempt" && place.reason.kind === "accountState"),
    );
    assert.equal(audit.verdict.exitCode, 0);
  });

  it("is as planned only when everything planned is covered", () => {
    const audit = auditOf(complete);
    assert.equal(audit.verdict.result, "asPlanned");
    assert.equal(audit.verdict.exitCode, 0);
    for (const account of Object.keys(complete)) {
      const without = auditOf({ ...complete, [account]: { [home]: [] } });
      assert.equal(without.verdict.exitCode, 1, `without the analyzers of ${account}`);
    }
  });

  it("puts certain drift before what could not be seen, and tells both", () => {
    const audit = auditOf({ ...complete, [member]: { [home]: { unreadable: "no answer in time" } }, [management]: { [home]: [] } });
    assert.equal(audit.verdict.exitCode, 1);
    assert.equal(audit.verdict.partial, true);
    assert.match(audit.verdict.sentence, /1 missing.*1 could not be seen/);
  });

  it("notes analyzers of ours that are no longer planned, without calling them drift", () => {
    const audit = auditOf({
      ...complete,
      [member]: {
        [home]: [
          analyzer("access-analyzer-org-account", "ACCOUNT"),
          analyzer("access-analyzer-org-organization", "ORGANIZATION"),
          analyzer("somebody-copied-the-tag", "ORGANIZATION"),
        ],
      },
    });
    assert.deepEqual(
      audit.notes.filter(({ kind }) => kind === "extra").map((note) => ("analyzer" in note ? note.analyzer : "")),
      ["access-analyzer-org-organization"],
    );
    assert.equal(audit.verdict.exitCode, 0);
  });

  it("has every place once, whatever the order of the reading", () => {
    const live = inventory(complete);
    const audit = auditCoverage(configuration(), live, today);
    const keys = audit.places.map(({ account, region, type }) => `${account} ${region ?? ""} ${type}`);
    assert.equal(new Set(keys).size, keys.length);
    const reversed = { ...live, accounts: [...live.accounts].reverse() };
    assert.deepEqual(auditCoverage(configuration(), reversed, today), audit);
  });
});

describe("configurationDifferences", () => {
  const unused = (...exclusions: { accountIds?: string[]; resourceTags?: Record<string, string>[] }[]): AnalyzerConfiguration => ({
    unusedAccess: { unusedAccessAge: 90, analysisRule: { exclusions } },
  });

  it("does not mind the order of lists nor how values are spread over exclusions", () => {
    const planned = unused({ accountIds: ["1", "2"] }, { resourceTags: [{ team: "a" }, { env: "" }] });
    assert.deepEqual(
      configurationDifferences(
        planned,
        unused({ resourceTags: [{ env: "" }] }, { accountIds: ["2"] }, { accountIds: ["1"] }, { resourceTags: [{ team: "a" }] }),
      ),
      [],
    );
  });

  it("minds every value", () => {
    assert.deepEqual(configurationDifferences(unused({ accountIds: ["1", "2"] }), unused({ accountIds: ["1", "3"] })), [
      "exclusions lack account 2",
      "exclusions not planned: account 3",
    ]);
  });

  it("does not confuse an exclusion that joins account and tag with two that do not", () => {
    assert.notDeepEqual(
      configurationDifferences(
        unused({ accountIds: ["1"], resourceTags: [{ a: "b" }] }),
        unused({ accountIds: ["1"] }, { resourceTags: [{ a: "b" }] }),
      ),
      [],
    );
  });

  it("compares the inclusions of internal access", () => {
    const internal = (...resourceTypes: string[]): AnalyzerConfiguration => ({
      internalAccess: { analysisRule: { inclusions: [{ resourceTypes }] } },
    });
    assert.deepEqual(
      configurationDifferences(internal("AWS::S3::Bucket", "AWS::DynamoDB::Table"), internal("AWS::DynamoDB::Table", "AWS::S3::Bucket")),
      [],
    );
    assert.deepEqual(configurationDifferences(internal("AWS::S3::Bucket"), internal("AWS::DynamoDB::Table")), [
      "inclusions lack AWS::S3::Bucket",
      "inclusions not planned: AWS::DynamoDB::Table",
    ]);
    assert.notDeepEqual(configurationDifferences(internal("AWS::S3::Bucket"), unused()), []);
    assert.notDeepEqual(configurationDifferences(internal("AWS::S3::Bucket"), undefined), []);
  });
});

type Standing = Record<string, Record<string, ExistingAnalyzer[] | Readable<ExistingAnalyzer[]>>>;

/** Everything that the ten-line configuration plans in one Region. */
const complete: Standing = {
  [management]: { [home]: [analyzer("access-analyzer-org-account", "ACCOUNT")] },
  [security]: {
    [home]: [analyzer("access-analyzer-org-account", "ACCOUNT"), analyzer("access-analyzer-org-organization", "ORGANIZATION")],
  },
  [member]: { [home]: [analyzer("access-analyzer-org-account", "ACCOUNT")] },
};

function auditOf(standing: Standing, more = ""): Audit {
  return auditCoverage(configuration(more), inventory(standing), today);
}

function configuration(more = "") {
  return parseConfiguration(
    `version: 1\norganization: { management: "${management}", delegatedAdministrator: "${security}", homeRegion: ${home} }\n${more}\n`,
    "organization.yaml",
  );
}

function inventory(standing: Standing): Inventory {
  return {
    version: 1,
    organization: {
      id: "o-demo000001",
      rootId: "r-demo",
      management: accountId(management),
      delegatedAdministrators: { read: [] },
      rolesRegions: { read: [] },
    },
    accounts: [management, security, member].map((id): InventoryAccount => {
      const found = standing[id]?.[home] ?? [];
      return {
        id: accountId(id),
        name: `account-${id}`,
        state: "ACTIVE",
        ou: "",
        tags: { read: {} },
        regions: {
          read: [
            { name: region(home), optStatus: "ENABLED_BY_DEFAULT" },
            { name: region("eu-south-2"), optStatus: "DISABLED" },
          ],
        },
        analyzers: [{ region: region(home), found: Array.isArray(found) ? { read: found.map((one) => withRules(one, id)) } : found }],
      };
    }),
  };
}

function analyzer(name: string, type: ExistingAnalyzer["type"]): ExistingAnalyzer {
  return { name, type, status: "ACTIVE", owner: { kind: "ours" }, tags: {} };
}

/** With the archive rules that ours have as planned, and others may have. */
function withRules(analyzer: ExistingAnalyzer, account: string): ExistingAnalyzer {
  const type = (["ACCOUNT", "ORGANIZATION"] as const).find((external) => external === analyzer.type);
  if (type === undefined) return analyzer;
  return { archiveRules: { read: archiveRules(configuration(), { id: accountId(account), ou: "" }, region(home), type) }, ...analyzer };
}

function stateAt(audit: Audit, account: string, type: AuditedPlace["type"]): Record<string, unknown> {
  const place = audit.places.find((one) => one.account === account && one.type === type && one.region === home);
  assert.ok(place, `no place for ${type} in ${account}`);
  return Object.fromEntries(Object.entries(place).filter(([key]) => key !== "account" && key !== "region" && key !== "type"));
}

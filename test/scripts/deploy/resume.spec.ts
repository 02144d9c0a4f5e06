import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { accountId } from "../../../domain/identifiers";
import { asImports, confirmedLeftovers, possibleLeftovers, returningAnalyzers, withoutRules } from "../../../scripts/deploy/leftovers";
import type { DiagnosticEvent, ExportedResource } from "../../../scripts/pulumi";
import type { StepEvent } from "../../../scripts/pulumi/engineEvent";
import { configuration, inventory } from "../../support/organization";

const member = accountId("333333333333");
const config = configuration();
const specs = coveragePlan(config, inventory(), "2026-11-22").analyzers.filter(({ account }) => account === member);
const stack =
  "urn:pulumi:member-333333333333::access-analyzer-org::access-analyzer-org:index:AccountAnalyzers$access-analyzer-org:index:Analyzer";
const analyzerUrn = `${stack}$aws:accessanalyzer/analyzer:Analyzer::333333333333-eu-west-1-account`;
const ruleUrn = `${stack}$aws:accessanalyzer/archiveRule:ArchiveRule::333333333333-eu-west-1-account-access-analyzer-org-roles`;

describe("what a killed run had created", () => {
  it("is found among the conflicts by the plan's logical names", () => {
    const found = possibleLeftovers(specs, config, { diagnostics: [conflict(analyzerUrn), conflict(ruleUrn)] });
    assert.deepEqual(
      found.map(({ name, id }) => [name, id]),
      [
        ["333333333333-eu-west-1-account", "access-analyzer-org-account@eu-west-1"],
        ["333333333333-eu-west-1-account-access-analyzer-org-roles", "access-analyzer-org-account/access-analyzer-org-roles@eu-west-1"],
      ],
    );
  });

  it("is found where the analyzer that stayed uses up the quota", () => {
    const message = "creating: ServiceQuotaExceededException: You have exceeded the quota";
    const found = possibleLeftovers(specs, config, { diagnostics: [{ ...conflict(analyzerUrn), message }] });
    assert.deepEqual(
      found.map(({ name }) => name),
      ["333333333333-eu-west-1-account", "333333333333-eu-west-1-account-access-analyzer-org-roles"],
      "with the archive rules that it has",
    );
  });

  it("may be an archive rule alone", () => {
    const found = possibleLeftovers(specs, config, { diagnostics: [conflict(ruleUrn)] });
    assert.deepEqual(
      found.map(({ name }) => name),
      ["333333333333-eu-west-1-account-access-analyzer-org-roles"],
    );
  });

  it("is looked for before it is created where a preview would create it, because it had left the plan", () => {
    const step = (op: string, urn: string) => ({ kind: "step" as const, op, urn }) as StepEvent;
    assert.deepEqual(
      returningAnalyzers(specs, { steps: [step("create", analyzerUrn), step("create", ruleUrn)] }).map(({ name }) => name),
      ["333333333333-eu-west-1-account", "333333333333-eu-west-1-account-access-analyzer-org-roles"],
    );
    assert.deepEqual(returningAnalyzers(specs, { steps: [step("update", analyzerUrn), step("create", ruleUrn)] }), []);
  });

  it("is not seen in other errors, in warnings, or in resources that the plan does not have", () => {
    const diagnostics: DiagnosticEvent[] = [
      { ...conflict(analyzerUrn), message: "AccessDeniedException" },
      { ...conflict(analyzerUrn), severity: "warning" },
      conflict(analyzerUrn.replace("eu-west-1", "ap-south-1")),
    ];
    assert.deepEqual(possibleLeftovers(specs, config, { diagnostics }), []);
  });

  it("is taken over only where it is known to be ours", async () => {
    const possible = possibleLeftovers(specs, config, { diagnostics: [conflict(analyzerUrn), conflict(ruleUrn)] });
    const asked = { kind: "analyzer", region: "eu-west-1", name: "access-analyzer-org-account" };
    const questions: unknown[] = [];
    const confirmed = await confirmedLeftovers(possible, async (thing) => questions.push(thing) > 0 && isDeepStrictEqual(thing, asked));
    assert.equal(confirmed.length, 2);
    assert.deepEqual(questions, [asked], "asked once for the analyzer and its archive rule");
    assert.deepEqual(await confirmedLeftovers(possible, async () => false), []);
  });

  it("may be a delegated administrator's registration from before, which is nobody's and wanted as it is", async () => {
    const trust = "urn:pulumi:management::access-analyzer-org::access-analyzer-org:index:OrganizationTrust";
    const urn = `${trust}$aws:organizations/delegatedAdministrator:DelegatedAdministrator::organization-delegated-administrator-access-analyzer`;
    const message = "AccountAlreadyRegisteredException: The provided account is already a delegated administrator for your organization.";
    const possible = possibleLeftovers([], config, { diagnostics: [{ ...conflict(urn), message }] });
    assert.deepEqual(
      possible.map(({ id, component }) => [id, component.name]),
      [["222222222222/access-analyzer.amazonaws.com", "organization"]],
    );
    assert.deepEqual(await confirmedLeftovers(possible, async () => false), possible);
  });

  it("may be the StackSet of our roles, and the audit role of the management account", () => {
    const management = "urn:pulumi:management::access-analyzer-org";
    const stackSet = `${management}::access-analyzer-org:index:BootstrapRoles$aws:cloudformation/stackSet:StackSet::member-roles`;
    const role = `${management}::access-analyzer-org:index:ManagementRoles$aws:iam/role:Role::management-roles-audit`;
    const possible = possibleLeftovers([], config, { diagnostics: [conflict(stackSet), conflict(role)] });
    assert.deepEqual(
      possible.map(({ id, owned }) => [id, owned?.kind]),
      [
        ["access-analyzer-org-roles@eu-central-1", "stackSet"],
        ["access-analyzer-org-audit", "role"],
      ],
    );
  });

  it("is imported under its component and the stack's one provider, which the state must have", () => {
    const [analyzer, rule] = possibleLeftovers(specs, config, { diagnostics: [conflict(analyzerUrn)] });
    assert.ok(analyzer && rule);
    const component = resource("access-analyzer-org:index:Analyzer", `${stack}::333333333333-eu-west-1-account`);
    const around = resource("access-analyzer-org:index:AccountAnalyzers", `${stack.replace(/\$.*$/, "")}::333333333333`);
    const provider = resource("pulumi:providers:aws", "urn:pulumi:member-333333333333::access-analyzer-org::pulumi:providers:aws::aws");
    const imported = { type: analyzer.type, name: analyzer.name, id: analyzer.id, parent: component.urn, provider: provider.urn };
    assert.deepEqual(asImports([analyzer], [component, provider]), [imported]);
    assert.deepEqual(asImports([analyzer], [component]), []);
    assert.deepEqual(asImports([analyzer], [provider]), []);
    assert.deepEqual(
      asImports([analyzer, rule], [around, provider]),
      [
        { type: component.type, name: analyzer.name, urn: component.urn, parent: around.urn },
        imported,
        { ...imported, type: rule.type, name: rule.name, id: rule.id },
      ],
      "the component too, once, where it has left the state",
    );
    assert.deepEqual(withoutRules([analyzer, rule]), [analyzer]);
  });
});

function conflict(urn: string): DiagnosticEvent {
  return { kind: "diagnostic", severity: "error", urn, message: "creating: ConflictException: An analyzer with the name x already exists" };
}

function resource(type: string, urn: string): ExportedResource {
  return { urn, type, custom: false, external: false, protect: false, retainOnDelete: false, inputs: {}, outputs: {} };
}

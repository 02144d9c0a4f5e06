import assert from "node:assert/strict";
import fc from "fast-check";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { plannedStacks, type PlannedStack } from "../../domain/plan/plannedStacks";
import { InputError } from "../../domain/errors";
import { rollOut } from "../../stacks";
import type { Project } from "../../stacks/project";
import { configurations, inventories } from "../support/arbitraries";
import { record, type Recording, type Registration } from "../support/mockRecorder";

const analyzerType = "aws:accessanalyzer/analyzer:Analyzer";
const ruleType = "aws:accessanalyzer/archiveRule:ArchiveRule";
const configurationType = "pulumi-nodejs:dynamic/access-analyzer-org:AnalyzerConfiguration";

/** By what the engine does with a resource that left, or changed, as docs/architecture.md has it under "Life-cycle traps". */
describe("going from any organization.yaml to any other", () => {
  it("deletes and replaces no analyzer, and deletes only rules whose analyzer stays planned without them", async () => {
    const pairs = inventories().chain((inventory) =>
      fc.record({ inventory: fc.constant(inventory), before: configurations(inventory), after: configurations(inventory) }),
    );
    await fc.assert(
      fc.asyncProperty(pairs, async ({ inventory, before, after }) => {
        const [was, becomes] = [before, after].map((config): Project => ({
          config,
          inventory,
          plan: coveragePlan(config, inventory, "2026-11-22"),
        }));
        assert.ok(was && becomes);
        for (const stack of plannedStacks(was.config, was.plan).filter(({ role }) => role.kind !== "management")) {
          const [old, now] = [await recorded(stack, was), await recorded(stack, becomes)];
          // Refused: nothing is known of the account, and nothing is changed.
          if (old === undefined || now === undefined) continue;
          const stays = new Map(now.resources.map((resource) => [resource.urn, resource]));
          for (const resource of old.resources) {
            const next = stays.get(resource.urn);
            if (next === undefined) assertLeavesWithoutCall(resource, stays);
            else assertNotReplaced(resource, next);
          }
        }
      }),
      { numRuns: 25 },
    );
  }).timeout(60_000);
});

async function recorded(stack: PlannedStack, project: Project): Promise<Recording | undefined> {
  try {
    return await record(() => rollOut(stack.role, project, { env: {} }), { stack: stack.name });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function assertLeavesWithoutCall(resource: Registration, stays: ReadonlyMap<string, Registration>): void {
  assert.equal(resource.protect, false, `${resource.urn} is protected: the stack fails when it leaves`);
  if (resource.type === analyzerType) assert.ok(resource.retainOnDelete, `${resource.urn} is deleted`);
  if (resource.type !== ruleType && resource.type !== configurationType) return;
  const isRuleAlone = resource.type === ruleType && stays.has(resource.deletedWith);
  if (!isRuleAlone) assert.ok(resource.deletedWith !== "" && !stays.has(resource.deletedWith), `${resource.urn} is deleted by a call`);
}

function assertNotReplaced(was: Registration, becomes: Registration): void {
  const replacing: Record<string, string[]> = {
    [analyzerType]: ["analyzerName", "type", "region", "configuration"],
    [ruleType]: ["analyzerName", "ruleName", "region"],
  };
  for (const property of replacing[was.type] ?? [])
    if (!becomes.ignoreChanges.includes(property))
      assert.deepEqual(becomes.inputs[property], was.inputs[property], `${was.urn}: ${property}`);
}

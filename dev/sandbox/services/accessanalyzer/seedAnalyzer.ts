import { ensureServiceLinkedRole } from "../../iam/serviceLinkedRoles";
import type { World } from "../../world/world";
import { addAnalyzer, analyzerArn, getAnalyzer, principal, type Analyzer } from "./analyzers";
import { analyzeFirst } from "./findings/analysis";

export interface AnalyzerSeed extends Pick<Analyzer, "account" | "region" | "name" | "type" | "managedBy" | "configuration"> {
  tags?: Record<string, string>;
  /** Default ACTIVE. */
  status?: Analyzer["creation"];
  createdAt?: Date;
}

/** Puts an analyzer there without an API call, with the service-linked role it needs: one that was made before the story begins, or behind our back. */
export function seedAnalyzer(
  world: World,
  { tags = {}, status = "ACTIVE", createdAt = world.clock.now(), ...seed }: AnalyzerSeed,
): Analyzer {
  const { account, region, name } = seed;
  ensureServiceLinkedRole(world, account, principal);
  addAnalyzer(world, {
    ...seed,
    arn: analyzerArn(world, account, region, name),
    createdAt,
    tags: new Map(Object.entries(tags)),
    archiveRules: new Map(),
    creation: status,
  });
  analyzeFirst(world);
  return getAnalyzer(world, analyzerArn(world, account, region, name));
}

import { AccountAnalyzers } from "../components/accountAnalyzers";
import { OrganizationReady } from "../components/organizationReady";
import { ProofKey } from "../components/proofKey";
import { proofAlias } from "../domain/names";
import { proofKeyPolicy } from "../domain/policies/proofKey";
import { ourTags } from "../domain/policies/roles";
import { findingsRoadStack } from "./findingsRoad";
import { accountPlan } from "../domain/plan/accountPlan";
import { refuseUndecided } from "../domain/plan/refuseUndecided";
import { stackOutputs, type StackOutputs } from "./outputs";
import type { Project } from "./project";
import { accountProvider } from "./provider";
import type { StackSettings } from "./settings";

/**
 * The delegated administrator: the analyzers that look at the whole organization, once the management account is ready for them, the
 * account's own, and where they are asked for the key that signs proofs and the findings road.
 */
export function securityStack(project: Project, settings: StackSettings): StackOutputs {
  const { config, plan } = project;
  const { delegatedAdministrator: account, management, homeRegion: region } = config.organization;
  refuseUndecided(account, project);
  const provider = accountProvider({ config, account, region }, settings.env);

  const planned = accountPlan(account, plan);
  const ready = planned.specs.some(({ type, source }) => type !== "ACCOUNT" && source.kind === "create")
    ? new OrganizationReady("organization-ready", {
        management,
        delegatedAdministrator: account,
        region,
        settleSeconds: config.rollout.settleSeconds,
      })
    : undefined;

  const after = ready ? { ORGANIZATION: ready, ORGANIZATION_UNUSED_ACCESS: ready, ORGANIZATION_INTERNAL_ACCESS: ready } : {};
  const analyzers = new AccountAnalyzers(account, { account, specs: planned.specs, after }, { provider });

  const proofKey = config.proof.enabled
    ? new ProofKey("proof-key", { alias: proofAlias, region, policy: proofKeyPolicy(config), tags: ourTags(config) }, { provider })
    : undefined;
  const findingsRoad = findingsRoadStack(project, provider);
  return {
    ...stackOutputs(planned, analyzers),
    ...(proofKey ? { proofKey: proofKey.arn } : {}),
    ...(findingsRoad ? { findingsRoad } : {}),
  };
}

import { AccountAnalyzers } from "../components/accountAnalyzers";
import { OrganizationReady } from "../components/organizationReady";
import { stackOutputs, type StackOutputs } from "./outputs";
import { refuseUndecided, type Project } from "./project";
import { accountProvider } from "./provider";
import type { StackSettings } from "./settings";

/**
 * The delegated administrator: the analyzers that look at the whole organization, once the management account is ready for them, and the
 * account's own.
 */
export function securityStack(project: Project, settings: StackSettings): StackOutputs {
  const { config, plan } = project;
  const { delegatedAdministrator: account, management, homeRegion: region } = config.organization;
  refuseUndecided(account, project);
  const provider = accountProvider({ config, account, region }, settings.env);

  const specs = plan.analyzers.filter((spec) => spec.account === account);
  const ready = specs.some(({ type, source }) => type !== "ACCOUNT" && source.kind === "create")
    ? new OrganizationReady("organization-ready", {
        management,
        delegatedAdministrator: account,
        region,
        settleSeconds: config.rollout.settleSeconds,
      })
    : undefined;

  const after = ready ? { ORGANIZATION: ready, ORGANIZATION_UNUSED_ACCESS: ready, ORGANIZATION_INTERNAL_ACCESS: ready } : {};
  const analyzers = new AccountAnalyzers(account, { account, specs, after }, { provider });
  return stackOutputs(account, plan, analyzers);
}

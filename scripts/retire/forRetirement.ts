import type { RawState } from "../pulumi";

/** Whom the stack's provider is to be: the caller of this run, not whoever came last. */
export interface ProviderCaller {
  profile?: string;
  roleArn?: string;
}

/**
 * Makes a state of the stack management ready to be destroyed: nothing is protected, the registrations are really taken back, and trusted
 * access, which other tools use too, only leaves the state.
 */
export function forRetirement({ deployment }: RawState, { profile, roleArn }: ProviderCaller): void {
  for (const resource of deployment.resources ?? []) {
    resource.protect = false;
    if (resource.type === "aws:organizations/delegatedAdministrator:DelegatedAdministrator") resource.retainOnDelete = false;
    if (resource.type === "aws:organizations/awsServiceAccess:AwsServiceAccess") resource.retainOnDelete = true;
    if (resource.type === "pulumi:providers:aws") {
      resource.inputs = calledBy(resource.inputs);
      resource.outputs = calledBy(resource.outputs);
    }
  }

  /** Arguments of a provider are texts in the state, lists as JSON. */
  function calledBy(values: Record<string, unknown> = {}): Record<string, unknown> {
    const others = Object.entries(values).filter(([key]) => key !== "profile" && key !== "assumeRoles");
    return {
      ...Object.fromEntries(others),
      ...(profile ? { profile } : {}),
      ...(roleArn ? { assumeRoles: JSON.stringify([{ roleArn, sessionName: "access-analyzer-org" }]) } : {}),
    };
  }
}

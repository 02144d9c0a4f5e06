import type * as aws from "@pulumi/aws";
import { FindingsForwarder } from "../components/findings/findingsForwarder";
import { ForwarderRole } from "../components/findings/forwarderRole";
import { policyDocument } from "../domain/policies/grant";
import { managementWatchRole } from "../domain/policies/ourRoles";
import { ourTags } from "../domain/policies/roles";
import { managementWatchRules } from "../domain/tampering/managementWatch";
import { tamperingPattern } from "../domain/tampering/pattern";
import type { Project } from "./project";

/**
 * The watch over the management account, where there are `notifications`: rules and the role by which they forward. The bus and the queues for dead
 * letters are in the delegated administrator, by names alone, because its stack comes later: until then nothing is told.
 */
export function managementWatch({ config, inventory, plan }: Project, provider: aws.Provider): void {
  const role = managementWatchRole(config);
  if (role === undefined) return;
  const tags = ourTags(config);
  const roleArgs = {
    ...{ roleName: role.name, path: role.path, description: role.description, trustPolicy: role.trust, tags },
    policies: Object.fromEntries(role.policies.map(({ name, grants }) => [name, policyDocument(grants)])),
    ...(role.boundary ? { permissionsBoundary: role.boundary } : {}),
  };
  const forwarder = new ForwarderRole("watch-forwarder", roleArgs, { provider });
  for (const { region, rule, bus, roleArn, deadLetters } of managementWatchRules(config, inventory, plan)) {
    const args = {
      ...{ region, ruleName: rule.name, description: "Calls that tamper with what finds and tells.", pattern: tamperingPattern(), tags },
      ...{ busArn: bus.arn, roleArn, deadLettersArn: deadLetters.arn },
    };
    new FindingsForwarder(`watch-${region}`, args, { provider, dependsOn: forwarder.nodes.policies });
  }
}

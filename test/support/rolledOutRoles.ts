import {
  ActivateOrganizationsAccessCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  UpdateStackSetCommand,
} from "@aws-sdk/client-cloudformation";
import { EnableAWSServiceAccessCommand, RegisterDelegatedAdministratorCommand } from "@aws-sdk/client-organizations";
import { putRole } from "../../dev/sandbox/iam/roles";
import { startSandbox, type Sandbox } from "../../dev/sandbox/server/server";
import { auditOrganization, parseConfiguration, type Audit, type AuditedRoles, type Configuration } from "../../aws/auditOrganization";
import { rolesStackSetName } from "../../domain/names";
import { bootstrapTemplate } from "../../domain/policies/bootstrapTemplate";
import { delegatedServices } from "../../domain/policies/callers";
import { policyDocument } from "../../domain/policies/grant";
import { rolesOf } from "../../domain/policies/ourRoles";
import { clients, eventually, sessionIn, type Keys } from "./sandboxClients";
import { organization, organizationYaml, security } from "./stacksOrganization";

export const homeRegion = "eu-central-1";

/**
 * An organization in the sandbox in which our roles stand as the stack management puts them, without an engine.
 *
 * @param auditor who audits, where not just anybody of the delegated administrator may.
 */
export async function rolledOutRoles(
  more = "access: { permissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess' }",
  auditor: (sandbox: Sandbox, configuration: Configuration) => Promise<Keys> = (sandbox) => sessionIn(sandbox, security),
) {
  const sandbox = await startSandbox({ organization, settings: { stackSetOperationMilliseconds: 5 } });
  const configuration = parseConfiguration(organizationYaml({ more }), "organization.yaml");
  const { cloudFormation, organizations } = clients(sandbox);
  for (const ServicePrincipal of delegatedServices) {
    await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
    await organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId: security, ServicePrincipal }));
  }
  const StackSetName = rolesStackSetName;
  await cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
  await cloudFormation.send(
    new CreateStackSetCommand({
      StackSetName,
      TemplateBody: bootstrapTemplate(configuration, sandbox.world.organization.id),
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      PermissionModel: "SERVICE_MANAGED",
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ManagedExecution: { Active: true },
    }),
  );
  const all = { MaxConcurrentPercentage: 100, FailureTolerancePercentage: 100 };
  const { rootId } = sandbox.world.organization;
  const everywhere = { StackSetName, DeploymentTargets: { OrganizationalUnitIds: [rootId] }, Regions: [homeRegion] };
  await cloudFormation.send(new CreateStackInstancesCommand({ ...everywhere, OperationPreferences: all }));
  const { management } = configuration.organization;
  for (const role of rolesOf(configuration, sandbox.world.organization.id, management))
    putRole(sandbox.world, management, {
      name: role.name,
      path: role.path,
      trustPolicy: role.trust,
      ...(role.boundary === undefined ? {} : { permissionsBoundary: role.boundary }),
      inlinePolicies: Object.fromEntries(role.policies.map(({ name, grants }) => [name, policyDocument(grants)])),
    });

  const audit = async (keys?: Keys): Promise<Audit> =>
    within(sandbox, keys ?? (await auditor(sandbox, configuration)), () => auditOrganization({ configuration }));
  /** Of one account. */
  const roles = async (account: string): Promise<AuditedRoles | undefined> =>
    (await audit()).roles.find((each) => each.account === account);
  /** Changes the template, with an operation that reaches what it can. */
  const update = (TemplateBody: string, OperationPreferences: object = all) =>
    cloudFormation.send(
      new UpdateStackSetCommand({ StackSetName, TemplateBody, Capabilities: ["CAPABILITY_NAMED_IAM"], OperationPreferences }),
    );
  await eventually(
    () => audit(),
    ({ roles: found }) => found.every(({ state }) => state === "asPlanned"),
  );
  return { sandbox, configuration, rootId, everywhere, audit, roles, update, close: () => sandbox.close() };
}

/** Runs with the environment of somebody who has these keys. */
export async function within<T>({ url }: Sandbox, keys: Keys, work: () => Promise<T>): Promise<T> {
  const kept = { ...process.env };
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  });
  try {
    return await work();
  } finally {
    process.env = kept;
  }
}

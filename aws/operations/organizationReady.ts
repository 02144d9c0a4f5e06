import { GetRoleCommand, IAMClient, NoSuchEntityException } from "@aws-sdk/client-iam";
import {
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import type { dynamic } from "@pulumi/pulumi";
import { auditRoleName } from "../../domain/names";
import { CredentialsError, describeError } from "../callErrors";
import { clientSettings } from "../clients";
import { readPages } from "../paging";
import type { Session } from "../sessions";
import { sessionIn } from "./callerSession";
import { waitUntil } from "./waitUntil";

interface Inputs {
  management: string;
  delegatedAdministrator: string;
  region: string;
  settleSeconds: number;
  timeoutSeconds?: number;
}

/** See components/organizationReady.ts. */
export const OrganizationReady: dynamic.ResourceProvider<Inputs, Inputs> = {
  async create(inputs) {
    await waitUntil(
      `The organization was not ready for analyzers of account ${inputs.delegatedAdministrator}`,
      (inputs.timeoutSeconds ?? 120) + inputs.settleSeconds,
      "Roll out the stack `management` first, with credentials of the management account.",
      async () => {
        const missing = await whatIsMissing(inputs, "settled");
        return missing.length === 0 ? { found: true } : { missing: missing.join("; ") };
      },
    );
    return { id: inputs.delegatedAdministrator, outs: inputs };
  },

  async read(id, props) {
    if (!props) throw new Error("OrganizationReady cannot be imported: it looks for itself when it is created.");
    return (await whatIsMissing(props, "present")).length === 0 ? { id, props } : { id: "" };
  },

  async diff(_id, olds, news) {
    const replaces = (["management", "delegatedAdministrator"] as const).filter((key) => olds[key] !== news[key]);
    const changed = (["region", "settleSeconds", "timeoutSeconds"] as const).some((key) => olds[key] !== news[key]);
    return { changes: changed || replaces.length > 0, replaces };
  },

  async update(_id, _olds, news) {
    return { outs: news };
  },

  // Nothing was created.
  async delete() {},
};

const service = "access-analyzer.amazonaws.com";
const roleName = "AWSServiceRoleForAccessAnalyzer";

/** Each missing thing in words. A role that cannot be assumed yet counts as missing: IAM shows a new one after a while. */
async function whatIsMissing(inputs: Inputs, role: "present" | "settled"): Promise<string[]> {
  const { management, delegatedAdministrator, region } = inputs;
  try {
    const session = await sessionIn({ caller: "everythingElse", account: management, region, role: auditRoleName });
    const [trusted, administrators, age] = await Promise.all([
      trustedServices(session),
      administratorsOf(session),
      roleAgeSeconds(session),
    ]);
    const young = role === "settled" && age !== undefined && age < inputs.settleSeconds;
    return [
      ...(trusted.includes(service) ? [] : [`the organization does not trust ${service}`]),
      ...(administrators.includes(delegatedAdministrator)
        ? []
        : [`account ${delegatedAdministrator} is not registered as delegated administrator of ${service}`]),
      ...(age === undefined ? [`${roleName} does not exist in the management account ${management}`] : []),
      ...(young ? [`${roleName} is younger than ${inputs.settleSeconds} seconds`] : []),
    ];
  } catch (error) {
    if (error instanceof CredentialsError || !(error instanceof Error) || !/AccessDenied/.test(error.name)) throw error;
    return [`the role ${auditRoleName} of the management account ${management} cannot be used (${describeError(error)})`];
  }
}

async function trustedServices(session: Session): Promise<(string | undefined)[]> {
  const organizations = new OrganizationsClient(clientSettings(session.homeRegion, session.credentials, session.settings));
  const principals = await readPages(
    (NextToken) => organizations.send(new ListAWSServiceAccessForOrganizationCommand({ NextToken })),
    (page) => page.EnabledServicePrincipals,
    (page) => page.NextToken,
  );
  return principals.map(({ ServicePrincipal }) => ServicePrincipal);
}

async function administratorsOf(session: Session): Promise<(string | undefined)[]> {
  const organizations = new OrganizationsClient(clientSettings(session.homeRegion, session.credentials, session.settings));
  const administrators = await readPages(
    (NextToken) => organizations.send(new ListDelegatedAdministratorsCommand({ ServicePrincipal: service, NextToken })),
    (page) => page.DelegatedAdministrators,
    (page) => page.NextToken,
  );
  return administrators.map(({ Id }) => Id);
}

/** Undefined if the role does not exist. */
async function roleAgeSeconds(session: Session): Promise<number | undefined> {
  const iam = new IAMClient(clientSettings(session.homeRegion, session.credentials, session.settings));
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleName }));
    return Role?.CreateDate && (Date.now() - Role.CreateDate.getTime()) / 1000;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

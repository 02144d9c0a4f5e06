import {
  CreateServiceLinkedRoleCommand,
  GetRoleCommand,
  IAMClient,
  InvalidInputException,
  NoSuchEntityException,
  type Role,
} from "@aws-sdk/client-iam";
import type { dynamic } from "@pulumi/pulumi";
import { clientSettings } from "../clients";
import type { Session } from "../sessions";
import { sessionIn } from "./callerSession";
import { waitUntil } from "./waitUntil";

interface Inputs {
  account: string;
  region: string;
}
interface Outputs extends Inputs {
  arn: string;
  created: string;
}

/** See components/serviceLinkedRole.ts. */
export const ServiceLinkedRole: dynamic.ResourceProvider<Inputs, Outputs> = {
  async create({ account, region }) {
    const iam = clientOf(await managementSession({ account, region }));
    const role = (await findRole(iam)) ?? (await createRole(iam, account));
    return { id: roleName, outs: { account, region, ...facts(role) } };
  },

  async read(_id, props) {
    if (!props) throw new Error("The service-linked role cannot be imported: it is adopted when it is created.");
    const role = await findRole(clientOf(await managementSession(props)));
    return role ? { id: roleName, props: { ...props, ...facts(role) } } : { id: "" };
  },

  async diff(_id, olds, news) {
    const replaces = olds.account === news.account ? [] : ["account"];
    return { changes: replaces.length > 0 || olds.region !== news.region, replaces };
  },

  async update(_id, olds, news) {
    return { outs: { ...olds, region: news.region } };
  },

  // Every analyzer of the account works through the role, other tools' as well.
  async delete() {},
};

const roleName = "AWSServiceRoleForAccessAnalyzer";
const service = "access-analyzer.amazonaws.com";

function managementSession({ account, region }: Inputs): Promise<Session> {
  return sessionIn({ caller: "management", account, region });
}

function clientOf(session: Session): IAMClient {
  return new IAMClient(clientSettings(session.homeRegion, session.credentials, session.settings));
}

async function createRole(iam: IAMClient, account: string): Promise<Role> {
  try {
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
  } catch (error) {
    // "Service role name ... has been taken in this account": another caller was faster, and that is as good.
    if (!(error instanceof InvalidInputException && error.message.includes("has been taken"))) throw error;
  }
  return waitUntil<Role>(`${roleName} did not appear in account ${account}`, 60, "Run again.", async () => {
    const role = await findRole(iam);
    return role ? { found: role } : { missing: "IAM does not show it yet" };
  });
}

async function findRole(iam: IAMClient): Promise<Role | undefined> {
  try {
    return (await iam.send(new GetRoleCommand({ RoleName: roleName }))).Role;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

function facts({ Arn, CreateDate }: Role): { arn: string; created: string } {
  if (!Arn || !CreateDate) throw new Error(`IAM gave neither ARN nor creation date of ${roleName}.`);
  return { arn: Arn, created: CreateDate.toISOString() };
}

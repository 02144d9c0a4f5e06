import {
  ActivateOrganizationsAccessCommand,
  CloudFormationClient,
  DescribeOrganizationsAccessCommand,
} from "@aws-sdk/client-cloudformation";
import type { dynamic } from "@pulumi/pulumi";
import { clientSettings } from "../clients";
import { sessionIn } from "./callerSession";
import { waitUntil } from "./waitUntil";

interface Inputs {
  account: string;
  region: string;
}
interface Outputs extends Inputs {
  status: string;
}

/** See components/stackSetsActivation.ts. */
export const StackSetsActivation: dynamic.ResourceProvider<Inputs, Outputs> = {
  async create(inputs) {
    const cloudFormation = await client(inputs);
    if (!(await isActive(cloudFormation))) {
      await cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
      await waitUntil(`Trusted access of StackSets was not active in account ${inputs.account}`, 120, "Run again.", async () =>
        (await isActive(cloudFormation)) ? { found: true } : { missing: "CloudFormation still tells it as disabled" },
      );
    }
    return { id: inputs.account, outs: { account: inputs.account, region: inputs.region, status: active } };
  },

  async read(id, props) {
    if (!props) throw new Error("The activation of StackSets cannot be imported: an active one is adopted when it is created.");
    return (await isActive(await client(props))) ? { id, props: { ...props, status: active } } : { id: "" };
  },

  async diff(_id, olds, news) {
    const replaces = olds.account === news.account ? [] : ["account"];
    return { changes: replaces.length > 0 || olds.region !== news.region, replaces };
  },

  async update(_id, olds, news) {
    return { outs: { ...olds, region: news.region } };
  },

  // Other StackSets of the organization depend on it.
  async delete() {},
};

const active = "ENABLED";

async function client({ account, region }: Inputs): Promise<CloudFormationClient> {
  const session = await sessionIn({ caller: "management", account, region });
  return new CloudFormationClient(clientSettings(region, session.credentials, session.settings));
}

async function isActive(cloudFormation: CloudFormationClient): Promise<boolean> {
  return (await cloudFormation.send(new DescribeOrganizationsAccessCommand({}))).Status === active;
}

import {
  CreateStackInstancesCommand,
  DeleteStackInstancesCommand,
  DescribeStackInstanceCommand,
  paginateListStackInstances,
  UpdateStackInstancesCommand,
  type CloudFormationClient,
  type DeploymentTargets,
} from "@aws-sdk/client-cloudformation";
import { crud } from "../crud";
import { PartlyCreated } from "../resourceType";
import { cloudFormation } from "../services";
import { object, requiredText, text, texts, type Properties, type Value } from "../values";
import { callAsOf, operationDone, operationPreferences, parametersFromAws, parametersToAws, type CallAs } from "./stackSetOperation";

/**
 * aws.cloudformation.StackSetInstance: the stacks of a StackSet in one Region, for an account or for organizational units. Its id is
 * `name,account,region` or `name,ou/ou,region`. Every change waits for the operation of AWS.
 */
export const stackSetInstance = crud({
  token: "aws:cloudformation/stackSetInstance:StackSetInstance",
  scope: "regional",
  title: "CloudFormation StackSet Instance",
  service: cloudFormation,
  inputs: {
    accountId: { computed: true, forceNew: true, conflictsWith: ["deploymentTargets"] },
    callAs: { default: "SELF", oneOf: ["SELF", "DELEGATED_ADMIN"] },
    deploymentTargets: { forceNew: true },
    operationPreferences: {},
    parameterOverrides: {},
    retainStack: { default: false },
    // `region` is its older name here.
    stackSetInstanceRegion: { computed: true, forceNew: true, conflictsWith: ["region"] },
    stackSetName: { required: true, forceNew: true },
  },
  outputs: ["organizationalUnitId", "stackId", "stackInstanceSummaries"],
  notRead: ["callAs", "deploymentTargets", "operationPreferences", "retainStack"],

  gone: ["StackSetNotFoundException", "StackInstanceNotFoundException"],
  // A role that was just made is not known everywhere yet.
  retry: { on: /is not authorized/, milliseconds: 2 * 60_000 },
  says: { create: () => "creating CloudFormation StackSet Instance" },
  create: async (client, inputs, context) => {
    const stackSetName = requiredText(inputs, "stackSetName");
    const region = text(inputs["stackSetInstanceRegion"]) ?? context.region;
    const targets = targetsToAws(inputs["deploymentTargets"]);
    const accountId = text(inputs["accountId"]) ?? context.account.identity.accountId;
    const callAs = callAsOf(inputs["callAs"]);
    const id = [stackSetName, targets?.OrganizationalUnitIds?.join("/") ?? accountId, region].join(",");
    const { OperationId } = await client.send(
      new CreateStackInstancesCommand({
        StackSetName: stackSetName,
        Regions: [region],
        ...(targets ? { DeploymentTargets: targets } : { Accounts: [accountId] }),
        CallAs: callAs,
        ParameterOverrides: parametersToAws(inputs["parameterOverrides"]),
        OperationPreferences: operationPreferences(inputs["operationPreferences"]),
      }),
    );
    try {
      await operationDone(client, stackSetName, OperationId, callAs, context);
    } catch (error) {
      // Some of the stacks may exist: the instance is recorded, so that a later update or destroy takes care of them.
      throw new PartlyCreated(
        id,
        error instanceof Error ? new Error(`waiting for CloudFormation StackSet Instance (${id}) create: ${error.message}`) : error,
      );
    }
    return id;
  },
  read: async (client, { id }, state) => {
    const parsed = parseId(id);
    const callAs = parsed.callAs ?? callAsOf(state["callAs"]);
    return isAccount(parsed.target) ? readAccount(client, parsed, callAs) : readUnits(client, parsed, callAs, state);
  },
  update: [
    {
      of: ["parameterOverrides", "operationPreferences"],
      call: async (client, { id }, { new: inputs }, context) => {
        const { stackSetName, target, region } = parseId(id);
        const callAs = callAsOf(inputs["callAs"]);
        const { OperationId } = await client.send(
          new UpdateStackInstancesCommand({
            StackSetName: stackSetName,
            Regions: [region],
            // The real provider sends units as accounts here, which AWS refuses: terraform-provider-aws#39393.
            Accounts: [target],
            CallAs: callAs,
            ParameterOverrides: parametersToAws(inputs["parameterOverrides"]),
            OperationPreferences: operationPreferences(inputs["operationPreferences"]),
          }),
        );
        await operationDone(client, stackSetName, OperationId, callAs, context);
      },
    },
  ],
  delete: async (client, { id }, state, context) => {
    const { stackSetName, target, region } = parseId(id);
    const callAs = callAsOf(state["callAs"]);
    const { OperationId } = await client.send(
      new DeleteStackInstancesCommand({
        StackSetName: stackSetName,
        Regions: [region],
        ...where(target),
        CallAs: callAs,
        RetainStacks: state["retainStack"] === true,
        OperationPreferences: operationPreferences(state["operationPreferences"]),
      }),
    );
    await operationDone(client, stackSetName, OperationId, callAs, context);
  },
});

interface ParsedId {
  stackSetName: string;
  /** An account id, or organizational units separated by slashes. */
  target: string;
  region: string;
  callAs?: CallAs;
}

function parseId(id: string): ParsedId {
  const [stackSetName, target, region, callAs] = id.split(",");
  if (!stackSetName || !target || !region) throw new Error(`unexpected format of ID (${id}), expected STACKSET,ACCOUNT-OR-UNITS,REGION`);
  return { stackSetName, target, region, ...(callAs ? { callAs: callAsOf(callAs) } : {}) };
}

function isAccount(target: string): boolean {
  return /^\d{12}$/.test(target);
}

function where(target: string): { Accounts: string[] } | { DeploymentTargets: DeploymentTargets } {
  return isAccount(target) ? { Accounts: [target] } : { DeploymentTargets: { OrganizationalUnitIds: target.split("/") } };
}

async function readAccount(
  client: CloudFormationClient,
  { stackSetName, target, region }: ParsedId,
  callAs: CallAs,
): Promise<Properties | undefined> {
  const key = { StackSetName: stackSetName, StackInstanceAccount: target, StackInstanceRegion: region, CallAs: callAs };
  const { StackInstance: live } = await client.send(new DescribeStackInstanceCommand(key));
  return (
    live && {
      stackSetName,
      stackSetInstanceRegion: region,
      accountId: live.Account,
      organizationalUnitId: live.OrganizationalUnitId ?? "",
      stackId: live.StackId,
      parameterOverrides: parametersFromAws(live.ParameterOverrides),
    }
  );
}

/** The stacks of the units that were targeted. Units without an account have none, and are there all the same. */
async function readUnits(
  client: CloudFormationClient,
  { stackSetName, target, region }: ParsedId,
  callAs: CallAs,
  state: Properties,
): Promise<Properties | undefined> {
  const units = target.split("/");
  const summaries: Value[] = [];
  const key = { StackSetName: stackSetName, StackInstanceRegion: region, CallAs: callAs };
  for await (const page of paginateListStackInstances({ client }, key)) {
    for (const { Account = "", OrganizationalUnitId = "", StackId = "" } of page.Summaries ?? []) {
      if (units.includes(OrganizationalUnitId))
        summaries.push({ accountId: Account, organizationalUnitId: OrganizationalUnitId, stackId: StackId });
    }
  }
  return {
    stackSetName,
    stackSetInstanceRegion: region,
    deploymentTargets: state["deploymentTargets"] ?? { organizationalUnitIds: units },
    parameterOverrides: state["parameterOverrides"],
    organizationalUnitId: "",
    stackInstanceSummaries: summaries,
  };
}

function targetsToAws(value: Value | undefined): DeploymentTargets | undefined {
  const { organizationalUnitIds, accounts, accountFilterType, accountsUrl } = object(value);
  if (!texts(organizationalUnitIds) && !texts(accounts)) return undefined;
  return {
    OrganizationalUnitIds: texts(organizationalUnitIds),
    Accounts: texts(accounts),
    AccountFilterType: text(accountFilterType) as "NONE" | undefined, // AWS checks the value
    AccountsUrl: text(accountsUrl),
  };
}

import {
  AccessAnalyzerClient,
  GetAnalyzerCommand,
  ResourceNotFoundException,
  UpdateAnalyzerCommand,
  type AnalyzerConfiguration as SdkConfiguration,
  type AnalyzerSummary,
} from "@aws-sdk/client-accessanalyzer";
import type { dynamic } from "@pulumi/pulumi";
import type { AnalyzerConfiguration as Configuration } from "../../domain/analyzer";
import { provisionRoleName } from "../../domain/names";
import { configurationDifferences } from "../../domain/audit/differences";
import { clientSettings } from "../clients";
import { sessionIn } from "./callerSession";
import { waitUntil } from "./waitUntil";

interface Inputs {
  account: string;
  region: string;
  analyzerName: string;
  configuration: Configuration;
}
interface Outputs extends Inputs {
  arn?: string;
}

/** See components/analyzerConfiguration.ts. */
export const AnalyzerConfiguration: dynamic.ResourceProvider<Inputs, Outputs> = {
  async create(inputs) {
    return { id: `${inputs.analyzerName}@${inputs.region}`, outs: await configure(inputs) };
  },

  async read(id, props) {
    if (!props) throw new Error("An analyzer's configuration cannot be imported: it is compared and adopted when it is created.");
    const analyzer = await find(await client(props), props.analyzerName);
    if (!analyzer) return { id: "" };
    const live = configurationOf(analyzer);
    // A list in another order is no drift: what was recorded stays, or a refresh would show a difference that is none.
    const same = live !== undefined && configurationDifferences(props.configuration, live).length === 0;
    const configuration = same || !live ? props.configuration : live;
    const found = { ...inputsOf(props), configuration };
    return { id, props: { ...found, arn: analyzer.arn ?? props.arn }, inputs: found };
  },

  async diff(_id, olds, news) {
    const moved = (["account", "region", "analyzerName"] as const).some((key) => olds[key] !== news[key]);
    return { changes: moved || configurationDifferences(news.configuration, olds.configuration).length > 0 };
  },

  async update(_id, _olds, news) {
    return { outs: await configure(news) };
  },

  // The configuration goes with the analyzer.
  async delete() {},
};

async function configure(inputs: Inputs): Promise<Outputs> {
  const { account, region, analyzerName, configuration } = inputs;
  const analyzers = await client(inputs);
  const analyzer = await waitUntil<AnalyzerSummary>(
    `Analyzer ${analyzerName} in ${region} of account ${account} was not ACTIVE`,
    300,
    "Run again; `access-analyzer-org audit` tells its state.",
    async () => {
      const found = await find(analyzers, analyzerName);
      if (found?.status === "ACTIVE") return { found };
      if (found?.status === "FAILED" || found?.status === "DISABLED") throw new Error(unusable(inputs, found));
      return { missing: found ? `it is ${found.status ?? "without status"}` : "it does not exist" };
    },
  );
  if (configurationDifferences(configuration, configurationOf(analyzer)).length > 0) {
    await analyzers.send(new UpdateAnalyzerCommand({ analyzerName, configuration: toSdk(configuration) }));
  }
  return { ...inputsOf(inputs), arn: analyzer.arn ?? "" };
}

function unusable({ account, region, analyzerName }: Inputs, { status, statusReason }: AnalyzerSummary): string {
  const remedy =
    status === "FAILED"
      ? "AWS asks for such an analyzer to be deleted and created again."
      : "Check that the organization trusts access-analyzer.amazonaws.com and that the account is its delegated administrator.";
  return `Analyzer ${analyzerName} in ${region} of account ${account} is ${status ?? ""}${statusReason?.code ? ` (${statusReason.code})` : ""}: its configuration cannot be changed. ${remedy}`;
}

async function client({ account, region }: Inputs): Promise<AccessAnalyzerClient> {
  const session = await sessionIn({ caller: "everythingElse", account, region, role: provisionRoleName });
  return new AccessAnalyzerClient(clientSettings(region, session.credentials, session.settings));
}

async function find(analyzers: AccessAnalyzerClient, analyzerName: string): Promise<AnalyzerSummary | undefined> {
  try {
    return (await analyzers.send(new GetAnalyzerCommand({ analyzerName }))).analyzer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

// The SDK's union and ours have the same members; ours leaves out the SDK's marker for members it does not know.
function configurationOf({ configuration }: AnalyzerSummary): Configuration | undefined {
  return configuration as Configuration | undefined;
}
function toSdk(configuration: Configuration): SdkConfiguration {
  return configuration as SdkConfiguration;
}

/** Without what else Pulumi keeps beside the inputs. */
function inputsOf({ account, region, analyzerName, configuration }: Inputs): Inputs {
  return { account, region, analyzerName, configuration };
}

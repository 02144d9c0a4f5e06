import { createHash } from "node:crypto";
import type * as sdk from "@aws-sdk/client-lambda";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { findRole } from "../../iam/roles";
import { page } from "../../paging";
import { AwsError, type Asked, type Call, type Operations } from "../../service";
import { only } from "../storing/only";
import { arnOrName, type Stored } from "../storing/stored";
import { assertVariables } from "./processes/environment";
import { unzip } from "./processes/unzip";
import { givenNames, invalid, store, type Given, type Settings } from "./store";

export const functions: Operations<typeof sdk> = {
  CreateFunction: store.creates({
    tags: ({ Tags }) => Tags,
    also: ({ Role }) => [passing(Role)],
    taken(_existing, { FunctionName }) {
      throw new AwsError("ResourceConflictException", `Function already exist: ${FunctionName}`);
    },
    settings(input, call) {
      only(input, [...givenNames, "FunctionName", "Code", "PackageType", "Publish", "Tags"]);
      if (input.PackageType === "Image" || input.Publish === true) throw new AwsError("NotImplemented", noneOfThese);
      if (!/^[\w-]{1,64}$/.test(arnOrName(input.FunctionName).name)) throw invalid(`The function name ${input.FunctionName} is not valid.`);
      const given = givenIn(input);
      if (given.Runtime === undefined || given.Handler === undefined)
        throw invalid("Runtime and Handler are mandatory parameters for functions created with deployment packages.");
      assertAssumable(input.Role, call);
      return { given: { Timeout: 3, MemorySize: 128, Architectures: ["x86_64"], ...given }, code: codeOf(input.Code) };
    },
    answer: configuration,
  }),
  GetFunction: store.on((each) => ({
    Configuration: configuration(each),
    Code: { RepositoryType: "S3" },
    ...(each.tags.size === 0 ? {} : { Tags: Object.fromEntries(each.tags) }),
    Concurrency: concurrencyOf(each),
  })),
  GetFunctionConfiguration: store.on(configuration),
  UpdateFunctionConfiguration: store.changes(
    (each, input, call) => {
      only(input, [...givenNames, "FunctionName"]);
      if (input.Role !== undefined) assertAssumable(input.Role, call);
      each.settings.given = { ...each.settings.given, ...givenIn(input) };
      return configuration(each);
    },
    { also: ({ Role }) => (Role === undefined ? [] : [passing(Role)]) },
  ),
  UpdateFunctionCode: store.changes((each, input) => {
    only(input, ["FunctionName", "ZipFile", "Architectures"]);
    each.settings.code = codeOf(input);
    if (input.Architectures) each.settings.given.Architectures = input.Architectures;
    return configuration(each);
  }),
  DeleteFunction: store.on((each, _input, call) => {
    store.remove(each, call);
    return { StatusCode: 204 };
  }),
  ListFunctions: {
    handle(input, call) {
      const badToken = () => invalid("Invalid pagination token");
      const { items, nextToken } = page(call, input, store.all(call), { badToken });
      return { Functions: items.map(configuration), NextMarker: nextToken };
    },
  },
};

const noneOfThese = "The sandbox organization has neither images nor versions of functions.";

/** What is said of a function whose concurrency is bounded. */
export function concurrencyOf({ settings: { reservedConcurrency } }: Stored<Settings>) {
  return reservedConcurrency === undefined ? undefined : { ReservedConcurrentExecutions: reservedConcurrency };
}

function givenIn(input: Given): Given {
  assertVariables(input.Environment?.Variables);
  return Object.fromEntries(givenNames.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]));
}

function passing(role: string): Asked {
  return { action: "iam:PassRole", resource: role, context: { "iam:PassedToService": "lambda.amazonaws.com" } };
}

/** The role is one of the caller's account whose trust policy names Lambda. */
function assertAssumable(arn: string, { world, caller }: Call): void {
  const role = arn.split(":")[4] === caller.account ? findRole(world, caller.account, arn.slice(arn.lastIndexOf("/") + 1)) : undefined;
  if (role?.arn !== arn || !role.trustPolicy.includes('"lambda.amazonaws.com"'))
    throw invalid("The role defined for the function cannot be assumed by Lambda.");
}

export function codeOf({ ZipFile }: { ZipFile?: Uint8Array }): Settings["code"] {
  if (ZipFile === undefined) throw new AwsError("NotImplemented", "The sandbox organization takes code of functions as a zip file only.");
  try {
    unzip(ZipFile);
  } catch {
    throw invalid("Could not unzip uploaded file. Please check your file, then try to upload again.");
  }
  return { CodeSha256: createHash("sha256").update(ZipFile).digest("base64"), CodeSize: ZipFile.length, zip: ZipFile };
}

function configuration(each: Stored<Settings>): FunctionConfiguration {
  const { name, arn, changedAt, settings } = each;
  const { CodeSha256, CodeSize } = settings.code;
  return {
    ...{ FunctionName: name, FunctionArn: arn, Version: "$LATEST", PackageType: "Zip", ...settings.given, CodeSha256, CodeSize },
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${name}`, ...settings.given.LoggingConfig },
    ...{ State: "Active", LastUpdateStatus: "Successful", LastModified: changedAt.toISOString(), RevisionId: revision(each) },
  };
}

export function revision({ arn, changedAt, policy = "" }: Pick<Stored<unknown>, "arn" | "changedAt" | "policy">): string {
  const hash = createHash("sha256").update(`${arn} ${changedAt.toISOString()} ${policy}`).digest("hex");
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
}

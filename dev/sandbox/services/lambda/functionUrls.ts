import { createHash } from "node:crypto";
import type * as sdk from "@aws-sdk/client-lambda";
import type { FunctionUrlAuthType, FunctionUrlConfig } from "@aws-sdk/client-lambda";
import { AwsError, type Operations } from "../../service";
import type { Stored } from "../storing/stored";
import { invalid, store, type Settings } from "./store";

export const functionUrls: Operations<typeof sdk> = {
  CreateFunctionUrlConfig: store.on(
    (each, { AuthType, Cors, InvokeMode = "BUFFERED" }, { world }) => {
      if (each.settings.url) throw new AwsError("ResourceConflictException", "FunctionUrlConfig exists for this Lambda function");
      const id = createHash("sha256").update(each.arn).digest("hex").slice(0, 32);
      const now = world.clock.now().toISOString();
      each.settings.url = {
        ...{ FunctionUrl: `https://${id}.lambda-url.${each.region}.on.aws/`, FunctionArn: each.arn },
        ...{ AuthType: validAuthType(AuthType), Cors, InvokeMode, CreationTime: now, LastModifiedTime: now },
      };
      return each.settings.url;
    },
    { context: ({ AuthType }) => ({ "lambda:FunctionUrlAuthType": AuthType }) },
  ),
  GetFunctionUrlConfig: store.on(urlOf),
  UpdateFunctionUrlConfig: store.on(
    (each, { AuthType, Cors, InvokeMode }, { world }) => {
      const url = urlOf(each);
      if (AuthType) url.AuthType = validAuthType(AuthType);
      if (Cors) url.Cors = Cors;
      if (InvokeMode) url.InvokeMode = InvokeMode;
      url.LastModifiedTime = world.clock.now().toISOString();
      return url;
    },
    { context: ({ AuthType }) => ({ "lambda:FunctionUrlAuthType": AuthType }) },
  ),
  DeleteFunctionUrlConfig: store.on((each) => {
    urlOf(each);
    each.settings.url = undefined;
  }),
};

function urlOf({ settings: { url } }: Stored<Settings>): FunctionUrlConfig {
  if (!url) throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.");
  return url;
}

function validAuthType(text: FunctionUrlAuthType): FunctionUrlAuthType {
  if (text === "NONE" || text === "AWS_IAM") return text;
  throw invalid(`AuthType ${text as string} is not one of NONE, AWS_IAM.`);
}

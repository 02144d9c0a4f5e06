import type * as sdk from "@aws-sdk/client-lambda";
import { AwsError, type Operations } from "../../service";
import { runAsynchronously } from "./asynchronous";
import { store } from "./store";
import { run } from "./run";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const invoke: Operations<typeof sdk> = {
  Invoke: store.on(
    async (each, { InvocationType = "RequestResponse", LogType, Payload }, { world, requestId }) => {
      const event = jsonIn(Payload as Uint8Array | undefined); // bytes, by its schema
      if (InvocationType === "DryRun") return { StatusCode: 204 };
      if (InvocationType === "Event") {
        void runAsynchronously(world, each, event, requestId);
        return { StatusCode: 202 };
      }
      const { payload, error, lines } = await run(world, each, event, requestId);
      return {
        ...{ StatusCode: 200, FunctionError: error, ExecutedVersion: "$LATEST", Payload: bytes(payload) },
        ...(LogType === "Tail" ? { LogResult: Buffer.from(lines.join("\n")).subarray(-4096).toString("base64") } : {}),
      };
    },
    { action: "lambda:InvokeFunction" },
  ),
};

function jsonIn(payload: Uint8Array | undefined): string {
  const text = Buffer.from(payload ?? []).toString("utf8") || "{}";
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json");
  }
}

function bytes(text: string) {
  return Object.assign(Buffer.from(text), { transformToString: () => text });
}

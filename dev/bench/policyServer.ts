import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzeResponse,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
  type AnalyzerInfo,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { StackResource } from "../../domain/stackResource";
import { unknownValue } from "../../domain/unknownValue";
import { toStruct, unknown, type Value } from "../aws-provider/values";

/** What a policy says, with its level. */
export interface Said {
  policy: string;
  level: "advisory" | "mandatory" | "remediate" | "disabled";
  urn: string;
  message: string;
}

/** A policy pack as Pulumi's runner starts it, asked as the engine asks it, without an engine. */
export interface PolicyServer {
  info(): Promise<AnalyzerInfo>;
  configure(settings: Record<string, { level?: "advisory" | "mandatory"; [setting: string]: unknown }>): Promise<void>;
  /** Its inputs alone, before anything is done. */
  analyze(resource: StackResource): Promise<Said[]>;
  /** Their outputs, after all is done. */
  analyzeStack(resources: readonly StackResource[]): Promise<Said[]>;
  /** The same calls as bytes already, so that nothing but the server's own work is waited for. */
  prepare(resources: readonly StackResource[]): { each: (() => Promise<Said[]>)[]; stack: () => Promise<Said[]> };
  close(): Promise<void>;
}

/** @param folder of the pack */
export async function policyServer(folder: string, env: NodeJS.ProcessEnv = {}): Promise<PolicyServer> {
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(process.execPath, [runner, "127.0.0.1:1", folder], {
    cwd: folder,
    env: { ...process.env, AWS_REGION: undefined, PULUMI_NODEJS_TYPESCRIPT: "true", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const port = await Promise.race([
    once(child.stdout.setEncoding("utf8"), "data").then(([text]: unknown[]) => String(text).trim()),
    ended.then(() => Promise.reject(new Error(`the policy pack did not start: ${errors}`))),
  ]);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const answer = <Response>(call: (callback: (error: grpc.ServiceError | null, response: Response) => void) => void) =>
    new Promise<Response>((resolve, reject) => call((error, response) => (error ? reject(error) : resolve(response))));

  const prepared = (method: "Analyze" | "AnalyzeStack", request: AnalyzeRequest | AnalyzeStackRequest) => {
    const bytes = Buffer.from(request.serializeBinary());
    const path = `/pulumirpc.Analyzer/${method}`;
    return async () =>
      saidIn(
        await answer<AnalyzeResponse>((callback) =>
          client.makeUnaryRequest(
            path,
            (same: Buffer) => same,
            (answered) => AnalyzeResponse.deserializeBinary(answered),
            bytes,
            (error, response) => (response === undefined ? callback(error, new AnalyzeResponse()) : callback(error, response)),
          ),
        ),
      );
  };

  return {
    info: () => answer((callback) => client.getAnalyzerInfo(new Empty(), callback)),
    async configure(settings) {
      const request = new ConfigureAnalyzerRequest();
      for (const [name, { level = "mandatory", ...its }] of Object.entries(settings)) {
        const config = new PolicyConfig();
        config.setEnforcementlevel(level === "mandatory" ? EnforcementLevel.MANDATORY : EnforcementLevel.ADVISORY);
        config.setProperties(struct(its));
        request.getPolicyconfigMap().set(name, config);
      }
      await answer((callback) => client.configure(request, callback));
    },
    analyze: (resource) => prepared("Analyze", analyzeRequest(resource))(),
    analyzeStack: (resources) => prepared("AnalyzeStack", analyzeStackRequest(resources))(),
    prepare: (resources) => ({
      each: resources.map((resource) => prepared("Analyze", analyzeRequest(resource))),
      stack: prepared("AnalyzeStack", analyzeStackRequest(resources)),
    }),
    async close() {
      client.close();
      child.kill();
      await ended;
    },
  };
}

function analyzeRequest(resource: StackResource): AnalyzeRequest {
  return described(new AnalyzeRequest(), resource, resource.inputs);
}

function analyzeStackRequest(resources: readonly StackResource[]): AnalyzeStackRequest {
  const request = new AnalyzeStackRequest();
  request.setResourcesList(resources.map((resource) => described(new AnalyzerResource(), resource, resource.outputs)));
  return request;
}

function described<Request extends AnalyzeRequest | AnalyzerResource>(
  request: Request,
  { urn, type, name, provider }: StackResource,
  properties: Record<string, unknown> = {},
): Request {
  request.setUrn(urn);
  request.setType(type);
  request.setName(name);
  request.setProperties(struct(properties));
  request.setOptions(new AnalyzerResourceOptions());
  if (provider === undefined) return request;
  const shown = new AnalyzerProviderResource();
  shown.setUrn(provider.urn);
  shown.setType("pulumi:providers:aws");
  shown.setName(provider.urn.slice(provider.urn.lastIndexOf("::") + 2));
  shown.setProperties(struct(provider.inputs ?? {}));
  request.setProvider(shown);
  return request;
}

function struct(values: Record<string, unknown>): Struct {
  return toStruct(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wire(value)])));
}

function wire(value: unknown): Value | undefined {
  if (value === unknownValue) return unknown;
  if (Array.isArray(value)) return value.map((one) => wire(one) ?? null);
  if (typeof value !== "object" || value === null) return value as Value | undefined; // tests and benchmarks have plain values
  const entries = Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, wire(one)]]));
  return Object.fromEntries(entries) as Value;
}

const levels = ["advisory", "mandatory", "disabled", "remediate"] as const;

function saidIn(response: AnalyzeResponse): Said[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: levels[diagnostic.getEnforcementlevel()] ?? "disabled",
    urn: diagnostic.getUrn(),
    // Pulumi puts the policy's description in front of it.
    message: diagnostic.getMessage().slice(diagnostic.getMessage().indexOf("\n") + 1),
  }));
}

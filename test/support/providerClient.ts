import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { CheckResponse, CreateResponse, InvokeResponse, ReadResponse, UpdateResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  InvokeRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { serve } from "../../dev/aws-provider/server";
import { fromStruct, toStruct, type Properties } from "../../dev/aws-provider/values";
import type { Sandbox } from "../../dev/sandbox/server/server";

/** The provider for package `aws` over its protocol, as the engine talks to it, but without an engine. */
export interface ProviderClient {
  checkConfig(args: Properties): Promise<string[]>;
  configure(args: Properties): Promise<void>;
  check(type: string, news: Properties, olds?: Properties): Promise<{ inputs: Properties; failures: string[] }>;
  create(type: string, inputs: Properties, preview?: boolean): Promise<{ id: string; state: Properties }>;
  diff(
    type: string,
    state: Properties,
    news: Properties,
    ignored?: string[],
  ): Promise<{ changed: boolean; diffs: string[]; replaces: string[] }>;
  read(type: string, id: string, state?: Properties, inputs?: Properties): Promise<{ id: string; state: Properties; inputs: Properties }>;
  update(type: string, id: string, state: Properties, news: Properties): Promise<Properties>;
  delete(type: string, id: string, state: Properties): Promise<void>;
  invoke(token: string, args?: Properties): Promise<Properties>;
  close(): void;
}

/** Starts a provider in this process whose AWS calls go to the sandbox, and sets its arguments. */
export async function providerClient(sandbox: Sandbox, args: Properties = {}): Promise<ProviderClient> {
  process.env["AWS_ENDPOINT_URL"] = sandbox.url;
  process.env["AWS_PROVIDER_WAITING"] = "0.01";
  const { port, close } = await serve();
  const stub = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const client = clientOf(stub, () => {
    delete process.env["AWS_ENDPOINT_URL"];
    delete process.env["AWS_PROVIDER_WAITING"];
    stub.close();
    close();
  });
  const { accessKeyId, secretAccessKey } = sandbox.adminCredentials;
  try {
    await client.configure({ region: "eu-central-1", accessKey: accessKeyId, secretKey: secretAccessKey, ...args });
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}

/** Makes something whose inputs nothing is wrong with. */
export async function makeChecked(provider: ProviderClient, type: string, news: Properties) {
  const { inputs, failures } = await provider.check(type, news);
  assert.deepEqual(failures, []);
  return { inputs, ...(await provider.create(type, inputs)) };
}

function clientOf(stub: ResourceProviderClient, close: () => void): ProviderClient {
  const urn = (type: string) => `urn:pulumi:stack::project::${type}::name`;
  const asked = <Request extends { setUrn(urn: string): unknown; setType(type: string): unknown }>(
    request: Request,
    type: string,
  ): Request => {
    request.setUrn(urn(type));
    request.setType(type);
    return request;
  };
  const call = <Answer>(start: (done: (error: grpc.ServiceError | null, answer: Answer) => void) => void) =>
    new Promise<Answer>((resolve, reject) => start((error, answer) => (error ? reject(new Error(error.details)) : resolve(answer))));
  return {
    async checkConfig(args) {
      const request = new CheckRequest();
      request.setNews(toStruct(args));
      return (await call<CheckResponse>((done) => stub.checkConfig(request, done))).getFailuresList().map((failure) => failure.getReason());
    },
    async configure(args) {
      const request = new ConfigureRequest();
      request.setArgs(toStruct(args));
      await call((done) => stub.configure(request, done));
    },
    async check(type, news, olds) {
      const request = asked(new CheckRequest(), type);
      request.setNews(toStruct(news));
      if (olds) request.setOlds(toStruct(olds));
      request.setRandomseed(Buffer.from("seed"));
      const answer = await call<CheckResponse>((done) => stub.check(request, done));
      return {
        inputs: fromStruct(answer.getInputs()),
        failures: answer.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`),
      };
    },
    async create(type, inputs, preview = false) {
      const request = asked(new CreateRequest(), type);
      request.setProperties(toStruct(inputs));
      request.setPreview(preview);
      const answer = await call<CreateResponse>((done) => stub.create(request, done));
      return { id: answer.getId(), state: fromStruct(answer.getProperties()) };
    },
    async diff(type, state, news, ignored = []) {
      const request = asked(new DiffRequest(), type);
      request.setOlds(toStruct(state));
      request.setNews(toStruct(news));
      request.setIgnorechangesList(ignored);
      const answer = await call<DiffResponse>((done) => stub.diff(request, done));
      return {
        changed: answer.getChanges() === DiffResponse.DiffChanges.DIFF_SOME,
        diffs: paths(answer),
        replaces: answer.getReplacesList(),
      };
    },
    async read(type, id, state = {}, inputs = {}) {
      const request = asked(new ReadRequest(), type);
      request.setId(id);
      request.setProperties(toStruct(state));
      request.setInputs(toStruct(inputs));
      const answer = await call<ReadResponse>((done) => stub.read(request, done));
      return { id: answer.getId(), state: fromStruct(answer.getProperties()), inputs: fromStruct(answer.getInputs()) };
    },
    async update(type, id, state, news) {
      const request = asked(new UpdateRequest(), type);
      request.setId(id);
      request.setOlds(toStruct(state));
      request.setNews(toStruct(news));
      return fromStruct((await call<UpdateResponse>((done) => stub.update(request, done))).getProperties());
    },
    async delete(type, id, state) {
      const request = asked(new DeleteRequest(), type);
      request.setId(id);
      request.setProperties(toStruct(state));
      await call((done) => stub.delete(request, done));
    },
    async invoke(token, args = {}) {
      const request = new InvokeRequest();
      request.setTok(token);
      request.setArgs(toStruct(args));
      return fromStruct((await call<InvokeResponse>((done) => stub.invoke(request, done))).getReturn());
    },
    close,
  };
}

function paths(answer: DiffResponse): string[] {
  const found: string[] = [];
  answer.getDetaileddiffMap().forEach((_diff, path) => found.push(path));
  return found.sort();
}

import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CreateResponse,
  DiffResponse,
  PropertyDiff,
  ReadResponse,
  UpdateResponse,
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type ReadRequest,
  type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { check } from "../check";
import type { PropertyDiff as Difference } from "../diff";
import type { Session } from "../session";
import { fromStruct, toStruct } from "../values";
import { variant } from "../variant";
import { answer, answerForCreation, checkResponse } from "./answer";

/** The calls for one resource: Check, Diff, Create, Read, Update, Delete. */
export function resourceCalls(session: Session): Partial<IResourceProviderServer> {
  return {
    check: answer((request: CheckRequest) => {
      const urn = request.getUrn();
      const old = request.getOlds();
      const checked = check(session.type(typeOf(request)), fromStruct(request.getNews()), {
        urn,
        name: urn.split("::").slice(3).join("::"),
        ...(old ? { old: fromStruct(old) } : {}),
        seed: request.getRandomseed_asU8(),
      });
      return checkResponse(checked);
    }),
    diff: answer((request: DiffRequest) =>
      diffResponse(
        session
          .lifecycle(typeOf(request))
          .diff(fromStruct(request.getOlds()), fromStruct(request.getNews()), request.getIgnorechangesList()),
      ),
    ),
    create: answerForCreation(
      async (request: CreateRequest) => {
        const lifecycle = session.lifecycle(typeOf(request));
        const inputs = fromStruct(request.getProperties());
        const response = new CreateResponse();
        if (request.getPreview()) {
          response.setProperties(toStruct(lifecycle.foresee(inputs)));
          return response;
        }
        const { id, state } = await lifecycle.create(inputs, milliseconds(request));
        response.setId(id);
        response.setProperties(toStruct(state));
        return response;
      },
      (request) => fromStruct(request.getProperties()),
    ),
    read: answer(async (request: ReadRequest) => {
      const found = await session
        .lifecycle(typeOf(request))
        .read(request.getId(), fromStruct(request.getProperties()), fromStruct(request.getInputs()));
      const response = new ReadResponse();
      // An answer without an id says that the resource is gone.
      if (!found) return response;
      response.setId(found.id);
      response.setProperties(toStruct(found.state));
      response.setInputs(toStruct(found.inputs));
      return response;
    }),
    update: answer(async (request: UpdateRequest) => {
      const lifecycle = session.lifecycle(typeOf(request));
      const state = fromStruct(request.getOlds());
      const inputs = fromStruct(request.getNews());
      const updated = request.getPreview()
        ? lifecycle.foreseeUpdate(state, inputs)
        : await lifecycle.update(request.getId(), state, inputs, request.getIgnorechangesList(), milliseconds(request));
      const response = new UpdateResponse();
      response.setProperties(toStruct(updated));
      return response;
    }),
    delete: answer(async (request: DeleteRequest) => {
      await session.lifecycle(typeOf(request)).delete(request.getId(), fromStruct(request.getProperties()), milliseconds(request));
      return new Empty();
    }),
  };
}

function diffResponse(differences: Difference[]): DiffResponse {
  const response = new DiffResponse();
  response.setChanges(differences.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
  response.setHasdetaileddiff(true);
  const names = (all: Difference[]) => [...new Set(all.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path))];
  response.setDiffsList(names(differences));
  response.setReplacesList(names(differences.filter(({ replaces }) => replaces)));
  const alsoNamed = differences.flatMap((found) => variant.diffPaths(found.path).map((path) => ({ ...found, path })));
  for (const { path, kind, replaces } of [...differences, ...alsoNamed]) {
    const entry = new PropertyDiff();
    entry.setKind(PropertyDiff.Kind[replaces ? (`${kinds[kind]}_REPLACE` as const) : kinds[kind]]);
    entry.setInputdiff(false);
    response.getDetaileddiffMap().set(path, entry);
  }
  return response;
}

const kinds = { add: "ADD", delete: "DELETE", update: "UPDATE" } as const;

/** `urn:pulumi:stack::project::parent$type::name`; engines of today give the type by itself as well. */
function typeOf(request: { getUrn(): string; getType(): string }): string {
  return request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? "");
}

/** The engine gives a timeout in seconds; 0 for none. */
function milliseconds(request: { getTimeout(): number }): number {
  return request.getTimeout() * 1_000;
}

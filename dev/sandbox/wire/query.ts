import { AwsError, type Service } from "../service";
import { describeError } from "./errors";
import type { Protocol } from "./protocol";
import { readForm } from "./queryForm";
import type { Model } from "./schema";
import { assertTyped } from "./typed";
import { unknownOperation } from "./unknownOperation";
import { escapeXml, rootContent } from "./xml";

/**
 * AWS Query, and EC2's dialect of it: capital letters, flat lists, and no element around the result.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export function query(service: Service, model: Model): Protocol {
  const isEc2 = service.protocol === "ec2Query";
  const namespace = service.xmlNamespace ?? "";
  const headers = (requestId: string) => ({ "content-type": "text/xml", "x-amzn-requestid": requestId });

  return {
    async readRequest(request) {
      const form = new URLSearchParams(request.method === "GET" ? request.url.searchParams : request.body.toString("utf8"));
      const action = form.get("Action") ?? "";
      const operation = model.operations.get(action);
      if (!operation) throw unknownOperation(service, action || "no Action");
      try {
        const input = readForm(model, operation.input, form, isEc2 ? "ec2" : "query");
        assertTyped(operation.input, input);
        return { operation, input };
      } catch {
        throw new AwsError("MalformedInput", `The form of ${operation.name} is not what the service expects`);
      }
    },

    printOutput(operation, output, requestId) {
      const { name } = operation;
      const content = operation.output.isUnitSchema() ? "" : rootContent(model.print(operation.output, output ?? {}));
      if (isEc2) {
        const id = `<requestId>${requestId}</requestId>`;
        return {
          status: 200,
          headers: headers(requestId),
          body: `<${name}Response xmlns="${namespace}">${id}${content}</${name}Response>`,
        };
      }
      const result = operation.output.isUnitSchema() ? "" : `<${name}Result>${content}</${name}Result>`;
      const body = `<${name}Response xmlns="${namespace}">${result}${metadata(requestId)}</${name}Response>`;
      return { status: 200, headers: headers(requestId), body };
    },

    printError(error, requestId) {
      const { code, status, fault } = describeError(service.protocol, model, error);
      if (isEc2) {
        const error_ = `<Error><Code>${code}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
        const body = `<Response><Errors>${error_}</Errors><RequestID>${requestId}</RequestID></Response>`;
        return { status, headers: headers(requestId), body };
      }
      const detail = `<Error><Type>${fault}</Type><Code>${code}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
      const body = `<ErrorResponse xmlns="${namespace}">${detail}<RequestId>${requestId}</RequestId></ErrorResponse>`;
      return { status, headers: headers(requestId), body };
    },
  };
}

function metadata(requestId: string): string {
  return `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
}

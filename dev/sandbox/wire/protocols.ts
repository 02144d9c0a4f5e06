import type { Service } from "../service";
import { jsonRpc } from "./jsonRpc";
import type { Protocol } from "./protocol";
import { query } from "./query";
import { rest } from "./rest";
import type { Model } from "./schema";

export function protocolOf(service: Service, model: Model): Protocol {
  switch (service.protocol) {
    case "query":
    case "ec2Query":
      return query(service, model);
    case "json10":
    case "json11":
      return jsonRpc(service, model);
    case "restJson":
    case "restXml":
      return rest(service, model);
  }
}

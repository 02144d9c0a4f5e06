import type { Asked, Call } from "../../service";
import type { Stored } from "../storing/stored";
import { tables, type Table } from "./tables";

/** What IAM is asked for one of several tables. */
export function onEach(name: string, call: Call, action: string): Asked {
  return { ...tables.asked({ TableName: name }, call), action: `dynamodb:${action}` };
}

/** @throws AwsError ResourceNotFoundException */
export function tableIn(name: string, call: Call): Stored<Table> {
  const found = tables.named({ TableName: name }, call);
  if (!found || found.region !== call.region) throw tables.kind.missing(name);
  return found;
}

import type * as sdk from "@aws-sdk/client-lambda";
import type { Operations } from "../../service";
import { concurrencyOf } from "./functions";
import { store } from "./store";

/** How many events a function may work on at once; none where that is zero. */
export const concurrency: Operations<typeof sdk> = {
  PutFunctionConcurrency: store.on((each, { ReservedConcurrentExecutions }) => {
    each.settings.reservedConcurrency = ReservedConcurrentExecutions;
    return concurrencyOf(each) ?? {};
  }),
  GetFunctionConcurrency: store.on((each) => concurrencyOf(each) ?? {}),
  DeleteFunctionConcurrency: store.on((each) => {
    each.settings.reservedConcurrency = undefined;
  }),
};

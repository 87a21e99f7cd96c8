import { serve } from "../../storagedb/server";
import { postgresqlStandIn } from "./package";

/** The stand-in as a plugin's process. The engine gives its own address as the last argument. */
void serve(postgresqlStandIn, process.argv.slice(2).pop());

import { storagedb } from "./package";
import { serve } from "./server";

/** The plugin's process. The engine gives its own address as the last argument. */
void serve(storagedb, process.argv.slice(2).pop());

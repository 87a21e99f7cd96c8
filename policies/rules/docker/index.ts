import type { Rule } from "../../rule";
import { dockerCapabilitiesDropped } from "./docker-capabilities-dropped";
import { dockerConfined } from "./docker-confined";
import { dockerCpuLimited } from "./docker-cpu-limited";
import { dockerDataOnVolume } from "./docker-data-on-volume";
import { dockerEngineKeptOut } from "./docker-engine-kept-out";
import { dockerEngineOverTls } from "./docker-engine-over-tls";
import { dockerHealthcheck } from "./docker-healthcheck";
import { dockerImagePinned } from "./docker-image-pinned";
import { dockerLabelled } from "./docker-labelled";
import { dockerLogsRotated } from "./docker-logs-rotated";
import { dockerMemoryLimited } from "./docker-memory-limited";
import { dockerNoNewPrivileges } from "./docker-no-new-privileges";
import { dockerNoSecretInEnvironment } from "./docker-no-secret-in-environment";
import { dockerNotPrivileged } from "./docker-not-privileged";
import { dockerOwnNamespaces } from "./docker-own-namespaces";
import { dockerOwnNetwork } from "./docker-own-network";
import { dockerPortsOnLoopback } from "./docker-ports-on-loopback";
import { dockerRestarts } from "./docker-restarts";
import { dockerVolumeBackedUp } from "./docker-volume-backed-up";
import { dockerVolumeOnDisk } from "./docker-volume-on-disk";

export const dockerRules: readonly Rule[] = [
  dockerCapabilitiesDropped,
  dockerConfined,
  dockerCpuLimited,
  dockerDataOnVolume,
  dockerEngineKeptOut,
  dockerEngineOverTls,
  dockerHealthcheck,
  dockerImagePinned,
  dockerLabelled,
  dockerLogsRotated,
  dockerMemoryLimited,
  dockerNoNewPrivileges,
  dockerNoSecretInEnvironment,
  dockerNotPrivileged,
  dockerOwnNamespaces,
  dockerOwnNetwork,
  dockerPortsOnLoopback,
  dockerRestarts,
  dockerVolumeBackedUp,
  dockerVolumeOnDisk,
];

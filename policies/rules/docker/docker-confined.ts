import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { textsAt } from "../../values";

export const dockerConfined: ResourceRule = {
  name: "docker-confined",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No container turns off what confines it: seccomp, AppArmor, SELinux, or the masking of system paths.",
  remedy: "Leave the option out, or name a profile of its own.",
  types: [containerType],
  check: ({ props }, report) => {
    for (const option of textsAt(props, "securityOpts")) {
      if (/^(seccomp|apparmor|systempaths)[:=]unconfined$|^label[:=]disable$/.test(option)) {
        report(`turns off what confines it (${option})`);
      }
    }
  },
};

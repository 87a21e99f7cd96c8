import { describeRule, set } from "../../testing";
import { addContainer } from "../../testing-kubernetes";
import { imagePinned } from "./image-pinned";

describeRule(imagePinned, [
  {
    name: "the tag latest",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.image", "postgrest/postgrest:latest");
    },
    says: 'Deployment "db-api" runs its container postgrest from postgrest/postgrest:latest, which may be another one tomorrow',
  },
  {
    name: "no tag",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.image", "registry.example.com:5000/postgrest");
    },
    says: 'Deployment "db-api" runs its container postgrest from registry.example.com:5000/postgrest, which may be another one tomorrow',
  },
  {
    name: "a digest that is cut",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.image", "postgrest/postgrest@sha256:abc");
    },
    says: 'Deployment "db-api" runs its container postgrest from postgrest/postgrest@sha256:abc, which may be another one tomorrow',
  },
  {
    name: "no image",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.image", undefined);
    },
    says: 'Deployment "db-api" runs its container postgrest from no image, which may be another one tomorrow',
  },
  {
    name: "a digest",
    change: (find) => {
      set(
        find("Deployment", "db-api"),
        "spec.template.spec.containers.0.image",
        "postgrest/postgrest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      );
    },
    says: [],
  },
  {
    name: "a version and its digest",
    change: (find) => {
      set(
        find("Deployment", "db-api"),
        "spec.template.spec.containers.0.image",
        "postgrest/postgrest:v14.17@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      );
    },
    says: [],
  },
  {
    name: "a version of a registry with a port",
    change: (find) => {
      set(
        find("Deployment", "db-api"),
        "spec.template.spec.containers.0.image",
        "registry.example.com:5000/postgrest:v14.17",
      );
    },
    says: [],
  },
  {
    name: "an image that runs at the start of a pod",
    change: (find) => {
      addContainer(find("Deployment", "db-api"), "initContainers");
      set(find("Deployment", "db-api"), "spec.template.spec.initContainers.0.image", "busybox");
    },
    says: 'Deployment "db-api" runs its container second from busybox, which may be another one tomorrow',
  },
]);

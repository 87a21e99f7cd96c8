import { describeRule, set } from "../../testing";
import { imagePullPolicy } from "./image-pull-policy";

describeRule(imagePullPolicy, [
  {
    name: "an image whose tag decides",
    change: (find) => {
      set(find("Deployment", "db-api"), "spec.template.spec.containers.0.imagePullPolicy", undefined);
    },
    says: 'Deployment "db-api" does not say when the image of its container postgrest is pulled',
  },
]);

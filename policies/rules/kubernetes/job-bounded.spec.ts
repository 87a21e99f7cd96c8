import { describeRule, set } from "../../testing";
import { addWorkload } from "../../testing-kubernetes";
import { jobBounded } from "./job-bounded";

describeRule(jobBounded, [
  {
    name: "a job without a deadline",
    change: (find, resources) => {
      set(addWorkload("Job", find, resources), "spec.activeDeadlineSeconds", undefined);
    },
    says: 'Job "added" may run for ever',
  },
  {
    name: "a job that is tried again and again",
    change: (find, resources) => {
      set(addWorkload("Job", find, resources), "spec.backoffLimit", undefined);
    },
    says: 'Job "added" does not say how often it is tried',
  },
  {
    name: "a job by the clock without a deadline",
    change: (find, resources) => {
      set(addWorkload("CronJob", find, resources), "spec.jobTemplate.spec.activeDeadlineSeconds", undefined);
    },
    says: 'CronJob "added" may run for ever',
  },
  {
    name: "runs at one time",
    change: (find, resources) => {
      set(addWorkload("CronJob", find, resources), "spec.concurrencyPolicy", "Allow");
    },
    says: 'CronJob "added" starts a run while the last one still runs',
  },
  {
    name: "a run that may start at any time",
    change: (find, resources) => {
      set(addWorkload("CronJob", find, resources), "spec.startingDeadlineSeconds", undefined);
    },
    says: 'CronJob "added" does not say how late a run that was missed may start',
  },
  {
    name: "a job with bounds",
    change: (find, resources) => {
      addWorkload("Job", find, resources);
    },
    says: [],
  },
  {
    name: "a job by the clock with bounds",
    change: (find, resources) => {
      addWorkload("CronJob", find, resources);
    },
    says: [],
  },
]);

// Runs that are no more than a record.

/** The record of a run whose training is finished; its models are not there. */
export const trainedRecord = {
  format: 1,
  strategy: 'cot',
  mode: 'upfront',
  style: 'text',
  student: 'scratch:tiny',
  seed: 0,
  status: 'trained',
  createdAt: '',
  dataset: {
    name: 'sums',
    path: null,
    sha256: '',
    answerType: 'number',
    trainProblems: 3,
    leftOut: [],
    rationaleSource: 'dataset',
  },
  settings: {},
  versions: {},
  gitRevision: null,
  models: {},
};

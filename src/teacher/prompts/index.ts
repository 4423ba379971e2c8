export { jsonTemplate } from './json-form.ts';
export {
  type PromptSet,
  promptFolder,
  readPrompts,
  repairTasksOf,
  taskFor,
  tasksOf,
} from './prompt-set.ts';
export { studentPrompts } from './student-prompts.ts';
export {
  exampleAnswers,
  formOf,
  type PromptTemplate,
  parseTemplate,
  type RepairPlaces,
  renderPrompt,
  type TeacherTask,
  teacherTasks,
} from './template.ts';

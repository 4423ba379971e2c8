export {
  type DoctorOptions,
  type DoctorReport,
  doctor,
  type StudentReport,
  type Trainability,
} from './doctor.ts';

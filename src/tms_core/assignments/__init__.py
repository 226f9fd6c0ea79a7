"""Assignments of trainees to trainers."""

"""Institutions, companies, workplaces, departments, employees and roles."""

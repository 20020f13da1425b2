"""Files in and out: text, bytes and objects in, domain dataclasses out, and back. Pure.

labeling_config      the XML of a project; `templates` holds the built-in ones
regions              Label Studio's regions: the codec; `region_checks` refuses what does not fit
predictions          a prediction of a file, in the standard shape
task_files           JSON, JSONL, CSV and TSV in
label_studio_export  Label Studio's JSON, JSON_MIN, CSV and TSV out
prompt_answer_export prompts with the answers written for them, out
"""
